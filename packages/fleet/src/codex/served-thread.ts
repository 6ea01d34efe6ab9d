import { resolve } from 'node:path';
import type { AgentProcess, ProcessView } from '../processes/process-view.ts';
import type { CodexArguments } from './session-arguments.ts';
import { changedMs, type CodexThread, threadBornMs } from './thread.ts';

/** A screen or a run of Codex. */
export interface CodexProcess {
  readonly process: AgentProcess;
  readonly said: CodexArguments;
  /** What it has open itself: everything, unless the background server has it. */
  readonly own: readonly CodexThread[];
}

/** The first start of the server takes 4 s, 400 MB are copied for it; a slow machine takes longer. */
const BIRTH_MS = 30_000;
/** Starts are known to about a second. */
const BLUR_MS = 2000;

/**
 * The thread that the background server keeps for a screen. Procfs does not tell which connection of the server has
 * which thread, so it is the first that was made after the screen was started, or the one that the command line names,
 * unless the same is true of another screen. A thread of that folder that was written later, and is no other screen's,
 * may be one that this person began or went on with: then nothing is certain, until the first is written again. (Codex
 * 0.169.0, 2026-11-21: the server has threads open long after their screens have ended.)
 *
 * What stays possible: a person who looks at another thread without writing in it, or went to another folder's thread
 * through the agent command center.
 */
export function servedThread(
  screen: CodexProcess,
  screens: readonly CodexProcess[],
  served: readonly CodexThread[],
  proc: ProcessView,
): CodexThread | null {
  const others = screens.filter((one) => one !== screen).map((one) => firstOf(one, served, proc));
  const own = firstOf(screen, served, proc);
  if (own === null || others.includes(own)) return null;
  const lastMs = changedMs(own) ?? proc.startedMs(screen.process) ?? 0;
  const here = workFolder(screen, proc);
  const isRivalled = served.some((thread) => {
    return (
      thread !== own && thread.meta?.cwd === here && !others.includes(thread) && (changedMs(thread) ?? 0) >= lastMs
    );
  });
  return isRivalled ? null : own;
}

/** Before its first turn a thread tells no folder. */
function firstOf(screen: CodexProcess, served: readonly CodexThread[], proc: ProcessView): CodexThread | null {
  const here = workFolder(screen, proc);
  const { thread } = screen.said;
  const possible = served
    .filter(({ meta }) => here !== null && (meta === null || meta.cwd === here))
    .filter((one) => (thread === null ? isBornWith(one, screen, proc) : one.id === thread));
  return possible.toSorted((a, b) => threadBornMs(a) - threadBornMs(b))[0] ?? null;
}

/** Whether a thread was made when this process was started. */
export function isBornWith(
  thread: Pick<CodexThread, 'id'>,
  { process }: Pick<CodexProcess, 'process'>,
  proc: ProcessView,
): boolean {
  const started = proc.startedMs(process);
  if (started === null) return false;
  const after = threadBornMs(thread) - started;
  return after >= -BLUR_MS && after <= BIRTH_MS;
}

/** Where a session works; `null` is unknown. */
export function workFolder({ process, said }: CodexProcess, proc: ProcessView): string | null {
  const cwd = proc.folder(process);
  return cwd === null || said.folder === null ? cwd : resolve(cwd, said.folder);
}
