/**
 * One expression of PowerShell, in ASCII. In its single quotes a doubled quote is a quote. All else is written by its
 * number (a UTF-16 code unit): PowerShell takes U+2018 to U+201B for quotes too, decodes what a program prints by the
 * console's code page, and ends lines at a lone carriage return.
 *
 * @example
 * quotePwsh("/home/o'neil/é"); // '/home/o''neil/' + [char]0xE9
 */
export function quotePwsh(text: string): string {
  const parts = text
    .split(/([^ -~])/)
    .map((part, index) => (index % 2 === 0 ? `'${part.replaceAll("'", "''")}'` : `[char]0x${hex(part)}`));
  // The first one stays, also when it is empty: with a text on the left, + appends.
  return parts.filter((part, index) => index === 0 || part !== "''").join(' + ');
}

function hex(unit: string): string {
  return unit.charCodeAt(0).toString(16).toUpperCase();
}
