/** Length of an excerpt in UTF-16 code units, as `malformed` promises. */
const EXCERPT_LENGTH = 200;

/** So many bytes hold an excerpt of any text: UTF-8 needs at most three bytes for one UTF-16 code unit. */
export const EXCERPT_BYTES: number = 4 * EXCERPT_LENGTH;

/** The beginning of a text, never ending in half a character. */
export function excerptOf(text: string): string {
  const cut = text.slice(0, EXCERPT_LENGTH);
  const last = cut.charCodeAt(cut.length - 1);
  return cut.length < text.length && last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut;
}
