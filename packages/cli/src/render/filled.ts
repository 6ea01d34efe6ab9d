/** As many of the words on a line as fit; at least one, and at least one line. */
export function filled(words: readonly string[], separator: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last}${separator}${word}`;
    if (last === undefined || longer.length >= columns) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.length === 0 ? [''] : lines;
}

/** A sentence on as many lines as it needs, each of which begins where the first does. */
export function wrapped(sentence: string, columns: number): readonly string[] {
  const indent = ' '.repeat(sentence.length - sentence.trimStart().length);
  return filled(sentence.trim().split(' '), ' ', columns - indent.length).map((line) => indent + line);
}
