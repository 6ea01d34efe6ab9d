import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isLine, numberAt, objectAt, textAt } from '../claude/json.ts';
import type { Line } from '../claude/line.ts';
import { NO_TOKENS, type CodexTokens } from './tokens.ts';

/** A thread as its rollout file tells it. */
export interface History {
  readonly path: string;
  readonly threadId: string;
  readonly ordinal: number;
  readonly turns: number;
  readonly tokens: CodexTokens;
}

/** Appends what happens to a thread's file; `null` as path (`--ephemeral`) writes nothing. */
export class Rollout {
  readonly path: string | null;
  #ordinal: number;
  #nowMs: () => number;

  constructor(path: string | null, ordinal: number, nowMs: () => number) {
    this.path = path;
    this.#ordinal = ordinal;
    this.#nowMs = nowMs;
    if (path !== null) mkdirSync(dirname(path), { recursive: true });
  }

  entry(type: string, payload: Line): void {
    if (this.path === null) return;
    const timestamp = new Date(this.#nowMs()).toISOString();
    appendFileSync(this.path, `${JSON.stringify({ timestamp, ordinal: this.#ordinal, type, payload })}\n`);
    this.#ordinal += 1;
  }

  event(type: string, payload: Line): void {
    this.entry('event_msg', { type, ...payload });
  }
}

/** Where a new thread's file goes: folders and name in local time. */
export function rolloutPath(home: string, threadId: string, nowMs: number): string {
  const at = new Date(nowMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [year, month, day] = [String(at.getFullYear()), two(at.getMonth() + 1), two(at.getDate())];
  const time = `${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}`;
  return join(home, 'sessions', year, month, day, `rollout-${year}-${month}-${day}T${time}-${threadId}.jsonl`);
}

/** The thread with this id, or `null`. */
export function findThread(home: string, threadId: string): History | null {
  const path = rollouts(home).find((file) => file.endsWith(`-${threadId}.jsonl`));
  return path === undefined ? null : readHistory(path);
}

/** The thread begun last in a folder, or in any where `cwd` is `null`. */
export function latestThread(home: string, cwd: string | null): History | null {
  for (const path of rollouts(home).toReversed()) {
    const meta = objectAt(entries(path)[0] ?? {}, 'payload');
    if (cwd === null || textAt(meta, 'cwd') === cwd) return readHistory(path);
  }
  return null;
}

/** Every thread of a home with its lines, the oldest first. */
export function readRollouts(home: string): readonly { readonly path: string; readonly lines: readonly Line[] }[] {
  return rollouts(home).map((path) => ({ path, lines: entries(path) }));
}

/** Oldest first: the names begin with the time. */
function rollouts(home: string): readonly string[] {
  const folder = join(home, 'sessions');
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => /rollout-.*\.jsonl$/.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function readHistory(path: string): History {
  const lines = entries(path);
  const payloads = lines.map((line) => objectAt(line, 'payload'));
  const record = lines.findLast(({ type }) => type === 'token_usage_record') ?? {};
  const total = objectAt(objectAt(record, 'payload'), 'thread_token_usage');
  return {
    path,
    threadId: textAt(payloads[0] ?? {}, 'id') ?? '',
    ordinal: lines.length,
    turns: payloads.filter(({ type }) => type === 'task_started').length,
    tokens: {
      input: numberAt(total, 'input_tokens'),
      cached: numberAt(total, 'cached_input_tokens'),
      cacheWrite: numberAt(total, 'cache_write_input_tokens'),
      output: numberAt(total, 'output_tokens'),
      reasoning: numberAt(total, 'reasoning_output_tokens'),
    },
  };
}

function entries(path: string): readonly Line[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const value: unknown = JSON.parse(line);
        return isLine(value) ? [value] : [];
      } catch {
        return [];
      }
    });
}

/** A thread that has no file yet. */
export const NEW_THREAD: Pick<History, 'ordinal' | 'turns' | 'tokens'> = { ordinal: 0, turns: 0, tokens: NO_TOKENS };
