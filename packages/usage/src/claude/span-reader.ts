import { QUOTE } from './json-walk.ts';

/** Makes values of the spans that a walk found. */
export interface SpanReader {
  /** Begin and end by slot; -1 is not there. */
  readonly spans: Int32Array;
  clear(): void;
  /**
   * The parsed value of a slot; `undefined` where it is not there.
   *
   * @throws SyntaxError where it is no JSON
   */
  value(bytes: Buffer, slot: number): unknown;
}

/** The longest text of which the last value is kept. Bytes; a `usage` object has 400 to 600 (Claude Code 2.1.329). */
const KEPT_BYTES = 2048;

/**
 * A reader for so many slots. It keeps the last value of each: the folder, the branch and the model of one session hardly
 * change, and a call is written once for each of its blocks with one `usage`, which is then the very same object.
 */
export function spanReader(slots: number): SpanReader {
  const spans = new Int32Array(2 * slots);
  const kept = Array.from({ length: slots }, (): { text: Buffer; length: number; value: unknown } => ({
    text: Buffer.allocUnsafe(KEPT_BYTES),
    length: -1,
    value: undefined,
  }));
  return {
    spans,
    clear: () => void spans.fill(-1),
    value(bytes, slot) {
      const from = spans[2 * slot] ?? -1;
      const to = spans[2 * slot + 1] ?? -1;
      const last = kept[slot];
      if (from < 0 || last === undefined) return undefined;
      if (last.length === to - from && isSame(bytes, from, last.text, last.length)) return last.value;
      const value = parsed(bytes, from, to);
      if (to - from <= KEPT_BYTES) {
        last.length = bytes.copy(last.text, 0, from, to);
        last.value = value;
      }
      return value;
    },
  };
}

function isSame(bytes: Buffer, from: number, text: Buffer, length: number): boolean {
  for (let i = 0; i < length; i += 1) if (bytes[from + i] !== text[i]) return false;
  return true;
}

function parsed(bytes: Buffer, from: number, to: number): unknown {
  if (bytes[from] !== QUOTE || !isPlain(bytes, from + 1, to - 1)) return JSON.parse(bytes.toString('utf8', from, to));
  return bytes.toString('latin1', from + 1, to - 1);
}

/** Whether a string is ASCII without escapes: its text is its bytes. */
function isPlain(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte === 0x5c || byte >= 0x80) return false;
  }
  return true;
}
