const ESCAPES = /\u001B\[[0-9;?]*[A-Za-z]/g;
/** Boxes stand around panels; a long row may run over the right edge. */
const EDGES = /^[\s│╭╰─]*|[\s│╮╯─]*$/g;

/** The lines of a screen without the boxes around them. */
export function linesOf(text: string): readonly string[] {
  return text
    .replaceAll(ESCAPES, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.replaceAll(EDGES, ''));
}
