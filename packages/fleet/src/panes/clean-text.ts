/** A control sequence (colours, cursor, the end of a paste) or a string for the terminal (title, clipboard), whole. */
const SEQUENCES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b\n]*(?:\u0007|\u001b\\)/g;
/** C0, DEL and C1, but tab and line feed. */
const CONTROLS = /[\0-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * A text that can only be typed: terminal sequences go as a whole, then every other control character but tab and line
 * feed, so that a paste cannot end its own bracket. CR LF and CR become line feeds, halves of surrogate pairs U+FFFD.
 */
export function cleanText(text: string): string {
  return text
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll(SEQUENCES, '')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(CONTROLS, '');
}
