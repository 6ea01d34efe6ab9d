import type { Env, FleetMember, Instant } from '@ccx/contracts';
import type { ProcessView } from '../processes/process-view.ts';
import type { StateEvidence } from '../source.ts';
import { FLEET_SOURCES } from '../sources.ts';
import { addEvidence } from '../state/decide-state.ts';
import type { FoundPane } from './resolve-panes.ts';
import { isOwnSocket, socketPath, tmuxSockets } from './sockets.ts';

/**
 * Adds to the living in which tmux pane each of them is shown, and what its title says. Each server is asked once, and
 * none where nobody lives.
 */
export async function placeMembers(
  members: readonly FleetMember[],
  proc: ProcessView,
  env: Env,
  now: Instant,
): Promise<readonly FleetMember[]> {
  const living = members.filter(({ alive }) => alive === true);
  if (living.length === 0) return members;
  const sockets = tmuxSockets(env).filter((socket) => isOwnSocket(socketPath(socket, env)));
  const hints = new Map(living.map(({ process }) => [process.pid, proc.variables(process, ['TMUX']) ?? {}]));
  // Most machines run no tmux, and what asks it takes a while to load.
  if (sockets.length === 0 && [...hints.values()].every((variables) => !('TMUX' in variables))) return members;
  const { resolvePanes } = await import('./resolve-panes.ts');
  const pids = living.map(({ process: { pid } }) => pid);
  const panes = await resolvePanes({ sockets, pids, parentOf: (pid) => parentOf(pid, proc), hints, env });
  const crowded = crowdedPanes(panes);
  return members.map((member) => {
    const pane = member.alive === true ? panes.get(member.process.pid) : undefined;
    if (pane === undefined) return member;
    const { socket, paneId, window } = pane;
    const title = crowded.has(paneKey(pane)) ? null : titleOf(member, pane.title);
    const state = title === null ? member.state : addEvidence(member.state, { ...title, observedAt: now });
    return { ...member, state, tmux: { socket, paneId, window } };
  });
}

/** Of two agents in one pane, as when one has started the other, it is not known whose title it shows. */
function crowdedPanes(panes: ReadonlyMap<number, FoundPane>): ReadonlySet<string> {
  const keys = [...panes.values()].map(paneKey);
  return new Set(keys.filter((key, at) => keys.indexOf(key) !== at));
}

function paneKey({ socket, paneId }: FoundPane): string {
  return `${socket} ${paneId}`;
}

function titleOf({ agent }: FleetMember, title: string): Omit<StateEvidence, 'observedAt'> | null {
  const said = FLEET_SOURCES.find((one) => one.agent === agent)?.title?.(title) ?? null;
  return said === null ? null : { ...said, source: 'title', since: null };
}

/** `null` is unknown. */
export function parentOf(pid: number, proc: ProcessView): number | null {
  const row = proc.find(pid);
  return row === null || row === 'hidden' ? null : row.parent;
}
