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
 * which thread, so it is the one that was made when the screen was started, or that the command line names, unless
 * another screen of the folder can have made it. A thread of that folder that was written later, and is no other
 * screen's, may be one that this person began or went on with: then nothing is certain, until the first is written again.
 * (Codex 0.169.0, 2026-11-21: the server has threads open long after their screens have ended.)
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
  const here = workFolder(screen, proc);
  const others = screens.filter((one) => one !== screen);
  const isOf = (thread: CodexThread, one: CodexProcess): boolean =>
    one.said.thread === null ? isBornWith(thread, one, proc) : one.said.thread === thread.id;
  const isOthers = (thread: CodexThread): boolean => others.some((one) => isOf(thread, one));
  // Before its first turn a thread tells no folder.
  const [own, ...more] = served.filter((one) => isOf(one, screen) && (one.meta === null || one.meta.cwd === here));
  if (here === null || own === undefined || more.length > 0 || isOthers(own)) return null;
  const lastMs = changedMs(own) ?? proc.startedMs(screen.process) ?? 0;
  const isRivalled = served.some((thread) => {
    return thread !== own && thread.meta?.cwd === here && !isOthers(thread) && (changedMs(thread) ?? 0) >= lastMs;
  });
  return isRivalled ? null : own;
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
