import { resolve } from 'node:path';
import type { AgentProcess, ProcessView } from '../processes/process-view.ts';
import type { CodexArguments } from './session-arguments.ts';
import { type CodexThread, threadBornMs } from './thread.ts';

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
 * which thread, so it is known only where there is no other: of the threads that the server has open and that may be of
 * the screen's folder, one is left, and that one was made when the screen was started, or was named by its command line.
 * A screen that began another conversation, or two screens in one folder, leave more than one. (Codex 0.169.0, 2026-11-21)
 *
 * What stays possible: a person who went on in another folder's thread through the agent command center.
 */
export function servedThread(
  screen: CodexProcess,
  screens: readonly CodexProcess[],
  served: readonly CodexThread[],
  proc: ProcessView,
): CodexThread | null {
  const here = workFolder(screen, proc);
  const others = screens.filter((one) => one !== screen);
  const [only, ...more] = served.filter((thread) => {
    const cwd = thread.meta?.cwd ?? null;
    // Before its first turn a thread tells no folder, but it may have been made with another screen.
    return cwd === null ? !others.some((one) => isBornWith(thread, one, proc)) : cwd === here;
  });
  if (here === null || only === undefined || more.length > 0) return null;
  return isBornWith(only, screen, proc) || only.id === screen.said.thread ? only : null;
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
