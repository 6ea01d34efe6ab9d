import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url));
const folder = `${fixtures}claude/`;

/** One process of the real CLI: what it wrote. */
export interface Recording {
  readonly name: string;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Where the list of events lies that this recording must give. */
  readonly eventsPath: string;
}

export function recording(name: string): Recording {
  const path = `${folder}${name}/stdout.jsonl`;
  const stderrPath = `${folder}${name}/stderr.txt`;
  return {
    name,
    stdout: existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`)),
    stderr: existsSync(stderrPath) ? readFileSync(stderrPath) : Buffer.alloc(0),
    eventsPath: `${folder}${name}/events.jsonl`,
  };
}

export const RECORDING_NAMES: readonly string[] = readdirSync(folder).sort();

/** Recordings that the reader saw first when it was written; further processes of a case go with it. */
export const HELD_OUT: ReadonlySet<string> = new Set(
  readFileSync(`${fixtures}held-out.txt`, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')),
);

/** The clock of every test that compares events: lines without a stamp get this one. */
export const READ_AT = '2026-11-21T01:00:00.000Z';
export const fixedClock = { now: (): string => READ_AT, sleep: (): Promise<void> => Promise.resolve() };
