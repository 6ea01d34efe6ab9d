import type { TmuxPane } from '@ccx/contracts';
import { ancestry } from './ancestry.ts';
import { distinct } from './sockets.ts';
import { listPanes as askTmux, parsePanes, type PaneRow, type TmuxOptions } from './tmux.ts';

/** A pane in which a process runs. */
export interface FoundPane extends TmuxPane {
  readonly window: string;
  readonly windowIndex: number;
  /** Name of the session; of several that show the pane, one that a person looks at. */
  readonly session: string;
  /** What the program set, or tmux' default, the name of the host. */
  readonly title: string;
  /** Whether it is the one of its session that has the cursor. */
  readonly active: boolean;
  /** Whether a person's terminal shows the session now. */
  readonly attached: boolean;
}

export interface ResolvePanesOptions extends TmuxOptions {
  /** Names (`-L`) or absolute paths (`-S`) of servers, as `tmuxSockets` lists them. */
  readonly sockets: readonly string[];
  readonly pids: readonly number[];
  /** `null` is unknown: the search ends there. */
  readonly parentOf: (pid: number) => number | null;
  /**
   * `TMUX` of the processes' environments, by pid. It adds a socket to ask and proves nothing: variables are inherited
   * by what has long left the pane, and panes are told by their processes alone.
   */
  readonly hints?: ReadonlyMap<number, Readonly<Record<string, string>>>;
  /** What `tmux list-panes` prints; `null`: no server answers. */
  readonly listPanes?: (socket: string) => Promise<string | null>;
}

/**
 * The tmux pane of each process: that of its nearest ancestor, so the inner one of a tmux within a tmux. Each server is
 * asked once, all at the same time. No tmux, no server, none that answers in time, no match: no entry, never an error.
 *
 * @example
 * const panes = await resolvePanes({ sockets: tmuxSockets(process.env), pids: [4711], parentOf });
 * panes.get(4711); // { socket: 'fleet', paneId: '%3', window: '@1', title: '✳ Fix the login', … }
 */
export async function resolvePanes({
  sockets,
  pids,
  parentOf,
  hints = new Map(),
  env = process.env,
  listPanes = (socket) => askTmux(socket, { env, ...options }),
  ...options
}: ResolvePanesOptions): Promise<ReadonlyMap<number, FoundPane>> {
  if (pids.length === 0) return new Map();
  const hinted = pids.flatMap((pid) => socketOf(hints.get(pid)?.['TMUX']) ?? []);
  const servers = await Promise.all(
    distinct([...sockets, ...hinted], env).map(async (socket) => ({ socket, output: await listPanes(socket) })),
  );
  const byProcess = new Map<number, FoundPane>();
  for (const { socket, output } of servers) {
    for (const row of parsePanes(output ?? '')) {
      const known = byProcess.get(row.pid);
      if (row.dead || (known !== undefined && (known.attached || !row.attached))) continue;
      byProcess.set(row.pid, asPane(socket, row));
    }
  }
  const found = new Map<number, FoundPane>();
  for (const pid of pids) {
    const pane = ancestry(pid, parentOf)
      .map((ancestor) => byProcess.get(ancestor))
      .find((one) => one !== undefined);
    if (pane !== undefined) found.set(pid, pane);
  }
  return found;
}

/** `TMUX` is the socket's path, the server's pid and the session's number, with commas between them. */
export function socketOf(variable: string | undefined): string | null {
  return /^(\/.*),\d+,\d+$/.exec(variable ?? '')?.[1] ?? null;
}

function asPane(socket: string, { paneId, window, windowIndex, session, title, active, attached }: PaneRow): FoundPane {
  return { socket, paneId, window, windowIndex, session, title, active, attached };
}
