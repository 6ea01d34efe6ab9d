/**
 * One word of bash: between single quotes every character but the quote stands for itself, line breaks and backslashes
 * too, and whatever the locale: no character of several bytes contains that of the quote.
 */
export function quoteBash(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
