/** A terminal that understands what the scripted CLI draws with: column and row moves, erasing, nothing else. */
export function rendered(bytes: string, columns: number): readonly string[] {
  const rows: string[][] = [];
  let at = { row: 0, column: 0 };
  const line = (index: number): string[] => {
    while (rows.length <= index) rows.push(Array.from({ length: columns }, () => ' '));
    return rows[index] ?? [];
  };
  // CSI with its parameters, OSC up to BEL or ST, any other character.
  const tokens = bytes.matchAll(
    /\u001B\[([<>?]?)([\d;]*)([A-Za-z])|\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)|([\s\S])/gu,
  );
  for (const [, mark, parameters = '', command, letter] of tokens) {
    const [first, second] = parameters.split(';');
    const count = Number(first) || 1;
    if (letter === '\r') at = { ...at, column: 0 };
    else if (letter === '\n') at = { ...at, row: at.row + 1 };
    else if (letter !== undefined && at.column < columns) {
      line(at.row)[at.column] = letter;
      at = { ...at, column: at.column + 1 };
    } else if (mark !== '') continue;
    else if (command === 'G') at = { ...at, column: count - 1 };
    else if (command === 'A') at = { ...at, row: Math.max(0, at.row - count) };
    else if (command === 'H') at = { row: count - 1, column: (Number(second) || 1) - 1 };
    else if (command === 'K') line(at.row).fill(' ', parameters === '2' ? 0 : at.column);
    else if (command === 'J') {
      line(at.row).fill(' ', at.column);
      rows.length = at.row + 1;
    }
  }
  return rows.map((row) => row.join('').trimEnd());
}
