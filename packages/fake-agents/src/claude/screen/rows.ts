/** One row of the screen: its text, and how it is drawn. */
export interface Row {
  readonly text: string;
  readonly style?: 'bold' | 'dim' | 'accent';
}

const STYLES = {
  bold: ['\u001B[1m', '\u001B[22m'],
  dim: ['\u001B[38;5;246m', '\u001B[39m'],
  accent: ['\u001B[38;5;153m', '\u001B[39m'],
};

export const row = (text: string, style?: Row['style']): Row => (style === undefined ? { text } : { text, style });

/**
 * A row as the CLI draws it: every word is put at its column by `CSI n G`, blanks are never printed. Whoever strips the
 * escapes instead of drawing them loses the blanks.
 */
export function drawn({ text, style }: Row): string {
  const letters = Array.from(text);
  let out = '';
  let column = 0;
  for (const [index, letter] of letters.entries()) {
    if (letter === ' ') continue;
    if (index > column) out += `\u001B[${index + 1}G`;
    out += letter;
    column = index + 1;
  }
  const [on, off] = style === undefined ? ['', ''] : STYLES[style];
  return `${on ?? ''}${out}${off ?? ''}`;
}

/** The full-width line above and below the prompt. */
export function rule(columns: number): Row {
  return row('─'.repeat(columns), 'dim');
}

/** Cuts a text into rows of at most so many columns, at blanks where there are any. */
export function wrapped(text: string, columns: number): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const rows: string[] = [];
    let rest = line;
    while (rest.length > columns) {
      const blank = rest.lastIndexOf(' ', columns);
      const end = blank <= 0 ? columns : blank;
      rows.push(rest.slice(0, end));
      rest = rest.slice(end).trimStart();
    }
    return [...rows, rest];
  });
}
