/** One word of fish: in its single quotes, unlike in those of other shells, a backslash escapes itself and the quote. */
export function quoteFish(text: string): string {
  return `'${text.replace(/[\\']/g, String.raw`\$&`)}'`;
}
