/** Size of the terminal in cells. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What stands where. The frame is `header`, an empty line with `airy`, `headings`, the list, the details, `footer`. */
export interface Layout {
  readonly header: boolean;
  readonly airy: boolean;
  readonly headings: boolean;
  readonly footer: boolean;
  readonly list: { readonly lines: number; readonly columns: number };
  /** `null` where there is no room for them. */
  readonly details: { readonly lines: number; readonly columns: number; readonly beside: boolean } | null;
}

/** Details need this many lines and columns of terminal, and stand beside the list from that many columns on. */
const DETAILS = { rows: 24, columns: 60, beside: 140 } as const;
const GAP = 3;

/**
 * Room is given to the list first, then the footer, the counts, the headings, and last the details. The frame is always
 * a line lower than the terminal: one that fills it would scroll.
 */
export function layoutOf({ columns, rows }: Size, shown: number): Layout {
  const height = Math.max(1, rows - 1);
  const roomy = rows >= DETAILS.rows && columns >= DETAILS.columns;
  const parts = { header: height >= 3, airy: roomy, headings: height >= 4, footer: height >= 2 };
  const body = height - Object.values(parts).filter(Boolean).length;
  if (!roomy) return { ...parts, list: { lines: body, columns }, details: null };
  if (columns >= DETAILS.beside) {
    const list = Math.floor(columns * 0.6);
    const details = { lines: body, columns: columns - list - GAP, beside: true };
    return { ...parts, list: { lines: body, columns: list }, details };
  }
  const lines = Math.min(Math.max(shown, 1), Math.floor(body / 2));
  // One empty line stands between them.
  const details = { lines: body - lines - 1, columns, beside: false };
  return { ...parts, list: { lines, columns }, details };
}
