/** A piece of what goes to a terminal: what it prints, or a sequence that it obeys. */
export interface Token {
  readonly kind: 'text' | 'sequence' | 'string';
  /** Where it begins and ends in the stream, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/**
 * The sequences of a terminal (ECMA-48): commands, strings for the terminal, two-letter escapes and single controls. One
 * that is cut off, or that a control interrupts, ends there.
 */
const SEQUENCE =
  /(?<string>(?:\u001B\]|\u009D)[^\u0007\u0018\u001A\u001B\u009C]*(?:\u0007|\u009C|\u001B\\)?)|(?:\u001B\[|\u009B)[\0-\u0017\u0019\u001C-?]*[@-~]?|(?:\u001B[PX^_]|[\u0090\u0098\u009E\u009F])[^\u0018\u001A\u001B\u009C]*(?:\u009C|\u001B\\)?|\u001B[ -/]*[0-~]?|[\0-\u001F\u007F-\u009F]/g;

/** Takes a stream apart; the tokens follow one another without a gap. A `string` is one for the terminal (OSC), e.g. its title. */
export function tokensOf(stream: string): readonly Token[] {
  const tokens: Token[] = [];
  let from = 0;
  for (const match of stream.matchAll(SEQUENCE)) {
    const [sequence] = match;
    if (match.index > from) tokens.push({ kind: 'text', start: from, end: match.index });
    from = match.index + sequence.length;
    tokens.push({
      kind: match.groups?.['string'] === undefined ? 'sequence' : 'string',
      start: match.index,
      end: from,
    });
  }
  if (from < stream.length) tokens.push({ kind: 'text', start: from, end: stream.length });
  return tokens;
}
