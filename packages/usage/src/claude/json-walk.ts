/**
 * Walking over JSON text without making anything of it. Only what machines write without spaces is understood: everything
 * here gives -1 for the rest, and the caller parses the line as a whole. A `\n` must follow the text: it stops every walk.
 */

export const QUOTE = 0x22;
const COLON = 0x3a;
export const COMMA = 0x2c;
export const OPEN = 0x7b;
export const CLOSE = 0x7d;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** 1 for what stands for itself in a string. A table, because most bytes of a transcript pass here. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH),
);

/** Just after the string whose opening quote is at `at`. */
function afterString(bytes: Buffer, at: number): number {
  let i = at + 1;
  for (;;) {
    while (PLAIN[bytes[i] ?? 0] === 1) i += 1;
    if (bytes[i] === QUOTE) return i + 1;
    const length = bytes[i] === BACKSLASH ? escapeLength(bytes, i + 1) : 0;
    if (length === 0) return -1;
    i += length;
  }
}

/** How long an escape is with its backslash; 0 for none that JSON has. */
function escapeLength(bytes: Buffer, at: number): number {
  const kind = bytes[at] ?? 0;
  if (kind !== UNICODE) return SHORT_ESCAPES.includes(kind) ? 2 : 0;
  for (let i = at + 1; i <= at + 4; i += 1) if (!isHex(bytes[i] ?? 0)) return 0;
  return 6;
}

const UNICODE = 0x75;
const SHORT_ESCAPES: readonly number[] = [...Buffer.from('"\\/bfnrt')];

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

/** Just after the value that begins at `at`; of lists and objects it is only seen that values and commas take turns. */
export function afterValue(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first === QUOTE) return afterString(bytes, at);
  if (!isOpening(first)) return afterLiteral(bytes, at);
  let depth = 0;
  let i = at;
  let hasValue = false;
  for (;;) {
    const byte = bytes[i] ?? 0;
    if (isClosing(byte)) {
      i += 1;
      depth -= 1;
      if (depth === 0) return i;
      hasValue = true;
    } else if (byte === COMMA || byte === COLON) {
      if (!hasValue) return -1;
      i += 1;
      hasValue = false;
    } else if (hasValue) {
      return -1;
    } else if (isOpening(byte)) {
      i += 1;
      depth += 1;
    } else {
      i = byte === QUOTE ? afterString(bytes, i) : afterLiteral(bytes, i);
      if (i < 0) return -1;
      hasValue = true;
    }
  }
}

/** Just after a number, `true`, `false` or `null`. */
function afterLiteral(bytes: Buffer, at: number): number {
  let i = at;
  for (;;) {
    const byte = bytes[i] ?? 0;
    if (byte === COMMA || isClosing(byte)) return i === at ? -1 : i;
    if (byte <= SPACE || byte === QUOTE || byte === COLON || isOpening(byte)) return -1;
    i += 1;
  }
}

function isOpening(byte: number): boolean {
  return byte === OPEN || byte === 0x5b;
}

function isClosing(byte: number): boolean {
  return byte === CLOSE || byte === 0x5d;
}

/** Names of fields, to be found by their bytes. */
export type FieldTable = readonly (readonly { readonly name: Buffer; readonly slot: number }[])[];

/** `slot` is the place of a name in the list. */
export function fieldTable(names: readonly string[]): FieldTable {
  const longest = Math.max(...names.map((name) => name.length));
  return Array.from({ length: longest + 1 }, (_, length) =>
    names.flatMap((name, slot) => (name.length === length ? [{ name: Buffer.from(name), slot }] : [])),
  );
}

/** The slot of the name whose text is from `from` to `to`; -1 where it is none of the table. */
export function slotOf(table: FieldTable, bytes: Buffer, from: number, to: number): number {
  for (const { name, slot } of table[to - from] ?? []) if (isAt(bytes, from, name)) return slot;
  return -1;
}

/** Whether `text` stands at `from`. */
export function isAt(bytes: Buffer, from: number, text: Buffer): boolean {
  for (let i = 0; i < text.length; i += 1) if (bytes[from + i] !== text[i]) return false;
  return true;
}

/** Just after the name of a field, where its colon is; -1 also for a name with escapes, which could be any. */
export function afterName(bytes: Buffer, at: number): number {
  if (bytes[at] !== QUOTE) return -1;
  for (let i = at + 1; ; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) return bytes[i + 1] === COLON ? i + 1 : -1;
    if (byte < SPACE || byte === BACKSLASH) return -1;
  }
}

/**
 * Begin and end of the fields of an object, by slot, two numbers each; fields that are not there keep -1. Of a field that
 * is written twice the last one counts, as in `JSON.parse`.
 *
 * @param visit called before the value of a known field is walked over; gives where the value ends, or 0 for not knowing
 * @returns just after the object that begins at `at`
 */
export function walkObject(
  bytes: Buffer,
  at: number,
  table: FieldTable,
  spans: Int32Array,
  visit?: (slot: number, from: number) => number,
): number {
  if (bytes[at] !== OPEN) return -1;
  let i = at + 1;
  for (;;) {
    const nameEnd = afterName(bytes, i);
    if (nameEnd < 0) return -1;
    const slot = slotOf(table, bytes, i + 1, nameEnd - 1);
    const from = nameEnd + 1;
    const inside = slot < 0 || visit === undefined ? 0 : visit(slot, from);
    const to = inside === 0 ? afterValue(bytes, from) : inside;
    if (to < 0) return -1;
    if (slot >= 0) {
      spans[2 * slot] = from;
      spans[2 * slot + 1] = to;
    }
    const next = bytes[to];
    i = to + 1;
    if (next === CLOSE) return i;
    if (next !== COMMA) return -1;
  }
}
