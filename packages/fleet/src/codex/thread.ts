import { statSync } from 'node:fs';
import type { ProcessKey, ProcessView } from '../processes/process-view.ts';
import { headOf } from '../file-ends.ts';
import { fieldsOf, textOf } from '../fields.ts';

/** A conversation that a process has open. */
export interface CodexThread {
  /** A UUID of version 7, which begins with its time. */
  readonly id: string;
  /** Absolute path of its rollout; `null` before its first turn. */
  readonly rollout: string | null;
  readonly meta: RolloutMeta | null;
  /** When it came onto a screen, or a run began with it, in milliseconds since 1970. */
  readonly takenMs: number;
}

/** The first line of a rollout. */
export interface RolloutMeta {
  readonly cwd: string | null;
  readonly originator: string | null;
  /** Of the CLI that began it, which need not be the one that goes on with it. */
  readonly version: string | null;
  readonly isSubagent: boolean;
}

const ID = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}';
const ROLLOUT = new RegExp(`/rollout-[\\dT-]{19}-(${ID})\\.jsonl$`);
const LOCK = new RegExp(`/thread-writer-locks/(${ID})\\.lock$`);

/**
 * The conversations that a process writes, the one that was taken up last first, subagents' left out: it holds a lock for
 * each from the beginning, and the rollout from the first turn on (Codex 0.169.0, 2026-11-22: `thread-writer-locks/ID.lock`,
 * `sessions/YYYY/MM/DD/rollout-TIME-ID.jsonl`). The lock's file is a new one each time that the conversation is begun,
 * resumed, forked or chosen in the command center; those that a screen has left stay open.
 */
export function openThreads(process: ProcessKey, proc: ProcessView): readonly CodexThread[] {
  const found = new Map<string, { rollout: string | null; lock: string | null }>();
  for (const path of proc.openFiles(process)) {
    const [written, locked] = [ROLLOUT.exec(path)?.[1], LOCK.exec(path)?.[1]];
    const id = written ?? locked;
    if (id === undefined) continue;
    const known = found.get(id) ?? { rollout: null, lock: null };
    found.set(id, written === undefined ? { ...known, lock: path } : { ...known, rollout: path });
  }
  return [...found]
    .map(([id, { rollout, lock }]) => ({
      id,
      rollout,
      meta: rollout === null ? null : readMeta(rollout),
      takenMs: changedMs(lock) ?? bornMs(id),
    }))
    .filter(({ meta }) => meta?.isSubagent !== true)
    .toSorted((a, b) => b.takenMs - a.takenMs);
}

/** When a thread was made, in milliseconds since 1970. */
export function bornMs(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** When a file was last written, in milliseconds since 1970; `null` where there is none. */
export function changedMs(path: string | null): number | null {
  try {
    return path === null ? null : statSync(path).mtimeMs;
  } catch {
    return null;
  }
}

function readMeta(rollout: string): RolloutMeta | null {
  const line = headOf(rollout);
  const meta = line?.['type'] === 'session_meta' ? fieldsOf(line['payload']) : null;
  if (meta === null) return null;
  const cwd = textOf(meta['cwd']);
  return {
    cwd: cwd?.startsWith('/') === true ? cwd : null,
    originator: textOf(meta['originator']),
    version: textOf(meta['cli_version']),
    // `source` is a word for a thread of its own and an object for a subagent's (seen in the wild).
    isSubagent: fieldsOf(meta['source']) !== null || meta['thread_source'] === 'subagent',
  };
}
