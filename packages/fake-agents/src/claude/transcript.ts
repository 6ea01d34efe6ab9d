import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Line } from './line.ts';
import { isLine } from './json.ts';

/** The session's record on disk, one JSON object per line, mode 0600. */
export class Transcript {
  readonly path: string;
  #persists: boolean;
  #last: string | null = null;
  #common: Line;

  constructor(path: string, common: Line, persists: boolean) {
    this.path = path;
    this.#common = common;
    this.#persists = persists;
  }

  get last(): string | null {
    return this.#last;
  }

  /** A line of the conversation: linked to the one before it. */
  entry(line: Line & { readonly uuid: string }, extra: Line = {}): void {
    this.#append({ parentUuid: this.#last, isSidechain: false, ...line, ...this.#common, ...extra });
    this.#last = line.uuid;
  }

  /** A line about the session, in no order with the others. */
  state(line: Line): void {
    this.#append(line);
  }

  /** Takes over the end of a history that is there already. */
  continueFrom(uuid: string | null): void {
    this.#last = uuid;
  }

  #append(line: Line): void {
    if (!this.#persists) return;
    mkdirSync(join(this.path, '..'), { recursive: true, mode: 0o700 });
    appendFileSync(this.path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  }
}

export function transcriptPath(projectDir: string, sessionId: string): string {
  return join(projectDir, `${sessionId}.jsonl`);
}

/** The lines of a transcript; `null` when there is none. A line that is no JSON is left out. */
export function readTranscript(path: string): readonly Line[] | null {
  if (!existsSync(path)) return null;
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text) => {
      try {
        const parsed: unknown = JSON.parse(text);
        return isLine(parsed) ? [parsed] : [];
      } catch {
        return [];
      }
    });
}

/** The id of the session that was written last in a project; `null` when there is none. */
export function latestSession(projectDir: string): string | null {
  if (!existsSync(projectDir)) return null;
  const files = readdirSync(projectDir).filter((name) => name.endsWith('.jsonl'));
  const byTime = files.map((name) => ({ name, at: statSync(join(projectDir, name)).mtimeMs }));
  return byTime.sort((left, right) => right.at - left.at)[0]?.name.slice(0, -'.jsonl'.length) ?? null;
}
