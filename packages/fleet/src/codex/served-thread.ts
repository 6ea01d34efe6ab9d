import { resolve } from 'node:path';
import type { AgentProcess, ProcessView } from '../processes/process-view.ts';
import type { CodexArguments } from './session-arguments.ts';
import type { CodexThread } from './thread.ts';

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
 * which thread, but when each was taken up: so it is the only one of the screen's folder since the screen was started,
 * or, beside other screens, the first one. Threads without a turn do not count beside one that has some. Where there is a
 * later one that is nobody's, the person may have gone over to it, or its screen has ended: nothing is certain, until the
 * server lets go of what is left, after a minute. (Codex 0.169.0, 2026-11-22: a thread without a turn it keeps.)
 *
 * What stays possible: a person who went over to another folder's thread through the command center, or to a new one in
 * which nothing was said yet.
 */
export function servedThread(
  screen: CodexProcess,
  screens: readonly CodexProcess[],
  served: readonly CodexThread[],
  proc: ProcessView,
): CodexThread | null {
  const others = screens.filter((one) => one !== screen);
  const taken = others.map((one) => firstOf(one, served, proc));
  const first = firstOf(screen, served, proc);
  if (first !== null && taken.includes(first)) return null;
  const since = threadsSince(screen, served, proc).filter((thread) => !taken.includes(thread));
  const begun = since.filter(({ meta }) => meta !== null);
  const [only, ...more] = begun.length > 0 ? begun : since;
  if (only === undefined || more.length > 0) return null;
  if (only === first) return only;
  const here = workFolder(screen, proc);
  return others.every((one) => workFolder(one, proc) !== here) ? only : null;
}

/** Where a session works; `null` is unknown. */
export function workFolder(
  { process, said }: Pick<CodexProcess, 'process' | 'said'>,
  proc: ProcessView,
): string | null {
  const cwd = proc.folder(process);
  return cwd === null || said.folder === null ? cwd : resolve(cwd, said.folder);
}

/** The thread that was taken up first after a screen was started, in the time that this takes. */
function firstOf(screen: CodexProcess, served: readonly CodexThread[], proc: ProcessView): CodexThread | null {
  const first = threadsSince(screen, served, proc).at(-1) ?? null;
  return first !== null && first.takenMs <= (proc.startedMs(screen.process) ?? 0) + BIRTH_MS ? first : null;
}

/** Before its first turn a thread tells no folder. */
function threadsSince(screen: CodexProcess, served: readonly CodexThread[], proc: ProcessView): readonly CodexThread[] {
  const [here, started] = [workFolder(screen, proc), proc.startedMs(screen.process)];
  if (here === null || started === null) return [];
  return served.filter(({ meta, takenMs }) => takenMs >= started - BLUR_MS && (meta === null || meta.cwd === here));
}
