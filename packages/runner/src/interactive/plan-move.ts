import type { Account, Reservation, RunTarget } from '@ccx/contracts';
import { isAlive, processId, treeMembers } from '@ccx/contracts/host';
import type { LiveSession, SupervisionPort } from '../agent-adapter.ts';
import { messageOf } from '../chain/not-begun.ts';
import { nameOf } from '../chain/words.ts';
import { giveBack } from '../give-back.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { awaitIdle, type IdleOptions } from './await-idle.ts';
import type { SessionMover } from './session-mover.ts';
import type { InteractiveChild } from './start-interactive.ts';

/** An account to go on with, and why this one. */
export interface Sibling {
  readonly reservation: Reservation;
  /** A clause for a person, e.g. "private has 64 percent of its week left". */
  readonly reason: string;
}

/** What decides on a move. */
export interface MovePorts extends Pick<IdleOptions, 'clock' | 'pollMs' | 'idleMs' | 'lastTyped'> {
  readonly pressured: (account: Account, signal: AbortSignal) => Promise<void>;
  readonly choose: (from: RunTarget) => Promise<Sibling | null>;
  readonly mover: SessionMover;
  readonly endMs: number;
}

/** The session that has the terminal. */
export interface ShownSession {
  readonly child: InteractiveChild;
  readonly target: RunTarget;
  readonly configDir: string;
  readonly cwd: string;
  readonly port: SupervisionPort;
}

/** Where a session goes on that was ended for it; or why it stayed where it was, `null` where there is nothing to tell. */
export type MovePlan =
  | { readonly is: 'move'; readonly sibling: Sibling; readonly sessionId: string }
  | { readonly is: 'stay'; readonly note: string | null };

/**
 * Follows a session to its end, and brings that about where the session goes on elsewhere. Never rejects; the place of a
 * sibling that is not used is given back.
 *
 * @param over aborted when the session has ended
 */
export async function planMove(shown: ShownSession, ports: MovePorts, over: AbortSignal): Promise<MovePlan> {
  const { target } = shown;
  const stay = (why: string): MovePlan => ({ is: 'stay', note: `${nameOf(target)} reached its hard level; ${why}.` });
  try {
    await unlessAborted(ports.pressured(target.account, over), over);
  } catch (error) {
    const note = over.aborted ? null : `The quota of ${nameOf(target)} could not be watched: ${messageOf(error)}`;
    return { is: 'stay', note };
  }
  if (over.aborted) return { is: 'stay', note: null };
  let sibling: Sibling | null = null;
  let why: string | null;
  try {
    const chosen = ports.choose(target);
    sibling = await unlessAborted(chosen, over);
    if (sibling === null && over.aborted) {
      void chosen.then((late) => late?.reservation.release()).catch(() => {});
      return { is: 'stay', note: null };
    }
    if (sibling === null) return stay('no other account had room');
    const ended = await endFor(sibling.reservation.target, shown, ports, over);
    if ('sessionId' in ended) return { is: 'move', sibling, sessionId: ended.sessionId };
    ({ why } = ended);
  } catch (error) {
    why = messageOf(error);
  }
  const said: string[] = [why];
  if (sibling !== null) await giveBack(sibling.reservation, (text) => void said.push(text));
  return stay(said.join('; '));
}

/** Ends the session when it is idle; else says why it was not. */
async function endFor(
  to: RunTarget,
  { child, target, configDir, cwd, port }: ShownSession,
  { mover, endMs, ...idle }: MovePorts,
  over: AbortSignal,
): Promise<{ readonly sessionId: string } | { readonly why: string }> {
  if (!(await mover.reaches(target, to))) return { why: `its sessions cannot go on as ${nameOf(to)}` };
  const root = await processId(child.pid);
  if (root === null) return { why: 'the process of the session could not be looked at' };
  let why = `the session was not seen idle, so that it could go on as ${nameOf(to)}`;
  const session = await awaitIdle({
    ...idle,
    signal: over,
    look: async (): Promise<LiveSession | null> => {
      const tree = await treeMembers(root).catch(() => []);
      return port.liveSession({ configDir, tree });
    },
    async mayEnd(sessionId) {
      const missing = await mover.check({ sessionId, from: target, to, cwd });
      if (missing !== null) why = missing;
      return missing === null;
    },
  });
  if (session === null) return { why };
  // Itself and not what started it: that may be a script, which would end alone.
  try {
    process.kill(session.process.pid, 'SIGTERM');
  } catch {
    return { why: 'the session ended by itself' };
  }
  const asleep = idle.clock.sleep(endMs, over).then(
    () => false,
    () => true,
  );
  const ended = await Promise.race([child.exited.then(() => true), asleep]);
  if (ended && (await isAlive(session.process)) === false) return { sessionId: session.sessionId };
  // It may have begun to do something after all: whatever it is, it is not cut off.
  return { why: `the session did not end within ${endMs / 1_000} s of being asked to, and was left alone` };
}
