import type { Env, FleetMember } from '@ccx/contracts';
import { isAlive } from '@ccx/contracts/host';
import { parentOf } from '../panes/place-members.ts';
import { sendToPane, type SendResult } from '../panes/send-to-pane.ts';
import { lookAtProcesses } from '../processes/look.ts';

export interface SendOptions {
  /** Also where it is neither idle nor waiting. @default false */
  readonly force?: boolean;
  readonly env?: Env;
  /** Nothing is typed after this. */
  readonly signal?: AbortSignal;
}

/** What a member may be doing when it is spoken to. */
const LISTENS: ReadonlySet<string> = new Set(['idle', 'waiting', 'shell']);

/**
 * Types a text into the pane of a member and submits it. Its process is proved to live, and the pane to be its own,
 * right before. What it does is taken from `member`: list it anew first.
 *
 * @throws {CcxError} `invalid_argument` for a text in which nothing is to be typed
 */
export async function sendToMember(
  member: FleetMember,
  text: string,
  { force = false, env = process.env, signal }: SendOptions = {},
): Promise<SendResult> {
  const { process: id, state, tmux, terminal } = member;
  const not = (why: string): SendResult => ({ done: false, why, typed: false });
  if (member.alive !== true || (await isAlive(id)) !== true) return not(`Process ${id.pid} is not proved to live.`);
  const pane = tmux ?? terminal ?? null;
  if (pane === null) return not('It runs in no tmux pane, and in no terminal into which a text could be typed.');
  if (!force && !LISTENS.has(state.is)) return not(`It is ${state.is}: ${state.why}.`);
  const proc = await lookAtProcesses();
  const row = proc.find(id.pid);
  // What is typed would wait in its terminal, and be there when it goes on.
  if (row !== null && row !== 'hidden' && row.state === 'stopped')
    return not('It is suspended: fg in its shell goes on.');
  return sendToPane(pane, text, {
    processPid: id.pid,
    parentOf: (pid) => parentOf(pid, proc),
    env,
    ...(signal !== undefined && { signal }),
  });
}
