import cliTruncate from 'cli-truncate';

/** Prose cut at its end to `columns` cells. */
export function cutEnd(text: string, columns: number, ellipsis: string): string {
  return columns <= 0 ? '' : cliTruncate(text, columns, { position: 'end', truncationCharacter: ellipsis });
}

/** A path or a command cut in its middle to `columns` cells. */
export function cutMiddle(text: string, columns: number, ellipsis: string): string {
  return columns <= 0 ? '' : cliTruncate(text, columns, { position: 'middle', truncationCharacter: ellipsis });
}
