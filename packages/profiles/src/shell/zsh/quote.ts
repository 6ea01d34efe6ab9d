/**
 * One word of zsh, whatever its options: with `rcquotes` two quotes in a row within quotes are one, so a quote stands
 * outside of them; with `cshjunkiequotes` quotes may not span lines, so a line break stands in `$'\n'`.
 */
export function quoteZsh(text: string): string {
  return `'${text.replace(/['\n]/g, (char) => (char === '\n' ? String.raw`'$'\n''` : String.raw`'\''`))}'`;
}
