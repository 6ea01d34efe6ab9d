import { fieldsOf, numberOf } from '../fields.ts';

/** What went over a terminal at one moment. */
export interface CastEvent {
  /** Since the start, in milliseconds. */
  readonly atMs: number;
  /** `out`: drawn by the CLI; `in`: written to it. */
  readonly kind: 'out' | 'in';
  readonly data: string;
}

export interface Cast {
  readonly columns: number;
  readonly rows: number;
  readonly events: readonly CastEvent[];
}

export interface CastHeader {
  readonly columns: number;
  readonly rows: number;
  readonly term: string;
  /** Unix time of the start, in seconds. */
  readonly startedAt: number;
}

const CODES = { out: 'o', in: 'i' } as const;

/** The text of a recording in the second format of asciinema, which `asciinema play` shows. */
export function formatCast({ columns, rows, term, startedAt }: CastHeader, events: readonly CastEvent[]): string {
  const header = { version: 2, width: columns, height: rows, timestamp: startedAt, env: { TERM: term } };
  const lines = [header, ...events.map(({ atMs, kind, data }) => [atMs / 1_000, CODES[kind], data])];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** What a recording holds, or in one sentence why it is none. Marks and other events of asciinema are left out. */
export function parseCast(text: string): Cast | string {
  const lines = text.split('\n');
  if (lines.pop() !== '') return `ends in the middle of line ${lines.length + 1}`;
  const [first, ...events] = lines.map(valueOf);
  const header = fieldsOf(first);
  if (header?.['version'] !== 2) return 'does not begin with a header of asciicast 2';
  const [columns, rows] = [sizeOf(header['width']), sizeOf(header['height'])];
  if (columns === null || rows === null) return 'does not say the size of its terminal';
  const read: CastEvent[] = [];
  for (const [index, event] of events.entries()) {
    const [seconds, code, data]: readonly unknown[] = Array.isArray(event) ? event : [];
    if (typeof seconds !== 'number' || !(seconds >= 0) || typeof code !== 'string' || typeof data !== 'string') {
      return `holds no event in line ${index + 2}`;
    }
    const atMs = Math.round(seconds * 1_000);
    if (atMs < (read.at(-1)?.atMs ?? 0)) return `goes back in time in line ${index + 2}`;
    if (code === CODES.out || code === CODES.in) read.push({ atMs, kind: code === CODES.out ? 'out' : 'in', data });
  }
  return { columns, rows, events: read };
}

function valueOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function sizeOf(value: unknown): number | null {
  const size = numberOf(value);
  return size !== null && Number.isInteger(size) && size > 0 && size <= 1_000 ? size : null;
}
