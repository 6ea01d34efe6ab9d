import { existsSync } from 'node:fs';
import { CcxError, type FleetMember, type ProcessId } from '@ccx/contracts';
import { endTree, isAlive, treeMembers, type EndTreeStep } from '@ccx/contracts/host';
import { lookAtProcesses } from '../processes/look.ts';
import type { AgentProcess, ProcessKey } from '../processes/process-view.ts';
import { rootFolderOf } from '../root-of-process.ts';
import { isServer } from '../sources.ts';
import { endAlone } from './end-alone.ts';

/** How long each step may take before the next. */
export interface StopOptions {
  /** After the interrupt, on which agents end their turn and leave in order. @default 3000 */
  readonly interruptGraceMs?: number;
  /** After SIGTERM. @default 5000 */
  readonly termGraceMs?: number;
}

/** How a session ended. */
export interface Stopped {
  /** Nothing of its process tree lives: seen, not concluded from a signal. */
  readonly ended: boolean;
  /** `interrupt`, `terminate`, `kill`, as far as it had to go; empty where it had ended already. */
  readonly steps: readonly EndTreeStep[];
  readonly survivors: readonly ProcessId[];
  /** What became of the file by which the vendor tells of it; `none`: there was none. */
  readonly sessionFile: 'none' | 'removed' | 'left-behind';
}

/**
 * Ends a session and all that it has started: interrupt, TERM, KILL, each step with its end verified. Its process is
 * proved to be this one before every signal. A session that had to be killed leaves its file behind; the file stays,
 * because it is the vendor's, and is listed as dead. A server that it has started and that other sessions use, too, lives
 * on (Codex 0.169.0, 2026-11-22: they would hang without it), and with it a turn of this session that runs in there.
 *
 * @throws {CcxError} `invalid_argument` for a member whose process is not proved, or out of reach, or an ancestor of ours
 */
export async function stopMember(member: FleetMember, options: StopOptions = {}): Promise<Stopped> {
  const { process, alive, state, sessionFile } = member;
  if (alive === null) {
    throw new CcxError('invalid_argument', `Process ${process.pid} is not proved to be this session: ${state.why}.`, {
      hint: `Look at it yourself: ps -p ${process.pid}`,
    });
  }
  const ended = await stopProcess(process, options).catch((error: unknown) => {
    if (!CcxError.is(error, 'invalid_argument')) throw error;
    throw new CcxError('invalid_argument', 'This command runs in that very session, which cannot end itself so.', {
      hint: `ccx fleet stop ${process.pid}     from another terminal`,
      cause: error,
    });
  });
  const file = sessionFile === undefined ? 'none' : existsSync(sessionFile) ? 'left-behind' : 'removed';
  return { ...ended, sessionFile: file };
}

/** The same for a process of which no session is known. */
export async function stopProcess(
  process: ProcessId,
  { interruptGraceMs = 3000, termGraceMs = 5000 }: StopOptions = {},
): Promise<Omit<Stopped, 'sessionFile'>> {
  if ((await isAlive(process)) === false) return { ended: true, steps: [], survivors: [] };
  const graces = { interruptGraceMs, termGraceMs };
  // Its parent gone, a server is no part of the tree any more.
  const first = (await hasSharedServer(process)) ? await endAlone(process, graces) : [];
  const { steps, ...ended } = await endTree(process, graces);
  return { ...ended, steps: [...first, ...steps.filter((step) => !first.includes(step))] };
}

/** Whether it has started a server that sessions outside of its tree use. */
async function hasSharedServer(root: ProcessId): Promise<boolean> {
  const tree = new Set((await treeMembers(root)).map(keyOf));
  const proc = await lookAtProcesses();
  const agents = proc.agents();
  const servers = agents.filter((one) => one.pid !== root.pid && isServer(one) && tree.has(keyOf(one)));
  const others = agents.filter((one) => !isServer(one) && !tree.has(keyOf(one)));
  const isUsed = (server: AgentProcess, by: AgentProcess): boolean =>
    by.agent === server.agent && rootFolderOf(by, proc) === rootFolderOf(server, proc);
  return servers.some((server) => others.some((one) => isUsed(server, one)));
}

function keyOf({ pid, startedAt }: ProcessKey): string {
  return `${pid} ${startedAt}`;
}
