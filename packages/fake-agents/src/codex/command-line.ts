/** A command as the CLI shows it: `/bin/bash -lc '…'`, quoted as its shell-words library quotes. */
export function shellCommand(command: string): string {
  return `/bin/bash -lc ${quoted(command)}`;
}

function quoted(text: string): string {
  if (/^[\w+\-./:@]+$/.test(text)) return text;
  // Observed: a backslash is never put in single quotes.
  if (!/['\\]/.test(text)) return `'${text}'`;
  if (!/[`$!^]/.test(text)) return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
