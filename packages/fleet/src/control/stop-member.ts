import { existsSync } from 'node:fs';
import { CcxError, type FleetMember, type ProcessId } from '@ccx/contracts';
import { endTree, isAlive, type EndTreeStep } from '@ccx/contracts/host';

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
 * because it is the vendor's, and is listed as dead.
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
  return endTree(process, { interruptGraceMs, termGraceMs });
}
