// Imported as a module it would cost a status line 2 ms and more, because then each of its lazy parts is loaded.
const { stripVTControlCharacters } = process.getBuiltinModule('node:util');

/**
 * A text that an agent, a tool or a file brought, made safe for a terminal: escape sequences and control characters
 * (which could move the cursor, set the title or write the clipboard) are dropped, and those that turn the direction of
 * what follows on the line; line breaks and tabs stay.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');
}

/** The same on one line. */
export function printableLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim();
}
