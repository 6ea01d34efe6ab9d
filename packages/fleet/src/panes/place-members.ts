import type { Env, FleetMember } from '@ccx/contracts';
import type { ProcessView } from '../processes/process-view.ts';
import { resolvePanes } from './resolve-panes.ts';
import { tmuxSockets } from './sockets.ts';

/** Adds to the living in which tmux pane each of them is shown. Each server is asked once, and none where nobody lives. */
export async function placeMembers(
  members: readonly FleetMember[],
  proc: ProcessView,
  env: Env,
): Promise<readonly FleetMember[]> {
  const living = members.filter(({ alive }) => alive === true);
  const panes = await resolvePanes({
    sockets: tmuxSockets(env),
    pids: living.map(({ process: { pid } }) => pid),
    parentOf: (pid) => parentOf(pid, proc),
    hints: new Map(living.map(({ process }) => [process.pid, proc.variables(process, ['TMUX']) ?? {}])),
    env,
  });
  return members.map((member) => {
    const pane = member.alive === true ? panes.get(member.process.pid) : undefined;
    if (pane === undefined) return member;
    const { socket, paneId, window } = pane;
    return { ...member, tmux: { socket, paneId, window } };
  });
}

/** `null` is unknown. */
export function parentOf(pid: number, proc: ProcessView): number | null {
  const row = proc.find(pid);
  return row === null || row === 'hidden' ? null : row.parent;
}
