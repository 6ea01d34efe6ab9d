import { dirname, join } from 'node:path';
import {
  CcxError,
  type Account,
  type Clock,
  type Env,
  type FleetEnricher,
  type FleetMember,
  type RunRecord,
} from '@ccx/contracts';
import type { Orphan } from './control/orphans.ts';
import type { SendOptions } from './control/send-to-member.ts';
import type { Stopped, StopOptions } from './control/stop-member.ts';
import { askEnrichers, withExtras } from './enrich.ts';
import { attention } from './order.ts';
import { ownMember } from './own-member.ts';
import type { FocusResult } from './panes/focus-pane.ts';
import { placeMembers } from './panes/place-members.ts';
import type { SendResult } from './panes/send-to-pane.ts';
import { lookAtProcesses } from './processes/look.ts';
import type { ProcessView } from './processes/process-view.ts';
import { fleetRoots, rootsInUse } from './roots.ts';
import { createScanMemory } from './scan-memory.ts';
import { scanFleet, type FleetScan } from './scan-fleet.ts';
import type { GoalNotes } from './sidecar/read-sidecars.ts';
import type { FleetRoot, SessionMessage } from './source.ts';
import { FLEET_SOURCES } from './sources.ts';
import { withCpu, type CpuSamples } from './state/cpu-evidence.ts';
import { systemClock } from './system-clock.ts';
import { fleetChanges } from './watch/fleet-change.ts';
import { watchFleet, type FleetUpdate, type WatchOptions } from './watch/watch-fleet.ts';

export interface FleetOptions {
  /** Whose config dirs are looked into; asked for each scan. */
  readonly accounts: () => readonly Account[] | Promise<readonly Account[]>;
  /** Look also into the config dirs of all others on which an agent runs. @default true */
  readonly discover?: boolean;
  /** Where the vendors' default places lie. */
  readonly home: string;
  /** The runs of ccx under way. @default none */
  readonly runs?: () => Promise<readonly RunRecord[]>;
  /** What other packages know of the members. @default none */
  readonly enrichers?: readonly FleetEnricher[];
  /** Where tmux and other terminals are looked for. @default process.env */
  readonly env?: Env;
  /** @default the system's clock */
  readonly clock?: Clock;
}

/** The agents of this machine, and what can be done with them. */
export interface Fleet {
  /** One scan with panes and all columns. */
  list(): Promise<FleetScan>;
  /** The session in which the caller itself runs, as a command of an agent, as `list` has it; `null` outside of one. */
  self(): Promise<FleetMember | null>;
  /** The fleet now, and again whenever it has changed, until the signal. No change is missed, also of a slow reader. */
  watch(options: WatchOptions): AsyncIterable<FleetUpdate>;
  /** What was said last in a session, oldest first; empty where its history cannot be found. */
  messages(member: FleetMember, most: number): readonly SessionMessage[];
  /** See {@link writeNotes}; throws `invalid_argument` for a member without a session. */
  note(member: FleetMember, notes: Partial<GoalNotes>): Promise<GoalNotes>;
  /** Brings the terminal of a member to the front; what a person can do instead, where that cannot be. */
  focus(member: FleetMember): Promise<FocusResult>;
  /** See {@link sendToMember}. */
  send(member: FleetMember, text: string, options?: SendOptions): Promise<SendResult>;
  /** See {@link stopMember}. */
  stop(member: FleetMember, options?: StopOptions): Promise<Stopped>;
  /** Agents' processes that nobody can talk to any more. */
  orphans(): Promise<readonly Orphan[]>;
  /** Ends one of them and all that it has started, as `stop` does. */
  reap(orphan: Orphan): Promise<Omit<Stopped, 'sessionFile'>>;
}

interface Look {
  readonly proc: ProcessView;
  readonly roots: readonly FleetRoot[];
  readonly runs: readonly RunRecord[];
  readonly scan: FleetScan;
}

/**
 * @example
 * const fleet = createFleet({ accounts: () => profiles.list(), home: homedir() });
 * for await (const { members } of fleet.watch({ signal })) render(members);
 */
export function createFleet(options: FleetOptions): Fleet {
  const { accounts, home, env = process.env, clock = systemClock } = options;
  const { runs: underWay = async () => [], enrichers = [], discover = true } = options;
  const samples: CpuSamples = new Map();
  const memory = createScanMemory();
  let roots: readonly FleetRoot[] = [];
  let seen: readonly FleetMember[] = [];

  async function look(): Promise<Look> {
    const [proc, known, runs] = await Promise.all([lookAtProcesses(), accounts(), underWay()]);
    const named = fleetRoots(known, { home });
    roots = discover ? [...named, ...rootsInUse(proc, named)] : named;
    const scan = scanFleet({ roots, proc, clock, runs, memory });
    seen = scan.members;
    return { proc, roots, runs, scan };
  }

  async function list(): Promise<FleetScan> {
    return whole(await look());
  }

  async function whole({ proc, scan }: Look): Promise<FleetScan> {
    const [placed, extras] = await Promise.all([
      placeMembers(scan.members, proc, env, clock.now()),
      askEnrichers(scan.members, enrichers),
    ]);
    const members = await withCpu(placed, { proc, clock, samples });
    return { ...scan, members: members.map((member) => withExtras(member, extras)).toSorted(attention) };
  }

  async function hasChanged(): Promise<boolean> {
    const before = seen;
    const { scan } = await look();
    return fleetChanges(before, scan.members).length > 0;
  }

  return {
    list,
    async self() {
      const found = await look();
      const { members } = await whole(found);
      return ownMember(members, process.pid, found.proc);
    },
    watch: (how) =>
      watchFleet({
        ...how,
        list,
        hasChanged,
        isRestless,
        folders: () => [...roots.flatMap(foldersOf), ...historyFolders(seen)],
      }),
    messages({ agent, transcriptPath = null }, most) {
      const source = FLEET_SOURCES.find((one) => one.agent === agent);
      return transcriptPath === null ? [] : (source?.messages(transcriptPath, most) ?? []);
    },
    async note({ account, sessionId, process: { pid } }, notes) {
      const root = roots.find((one) => one.account?.id === account?.id);
      if (sessionId === null || root === undefined) {
        throw new CcxError('invalid_argument', `Process ${pid} has no session yet of which something could be said.`);
      }
      const { writeNotes } = await import('./sidecar/write-notes.ts');
      return writeNotes(root.folder, sessionId, notes);
    },
    // A list needs none of these, and what they load takes longer than a list.
    async focus(member) {
      const { focusMember } = await import('./control/focus-member.ts');
      return focusMember(member, env);
    },
    async send(member, text, how = {}) {
      const { sendToMember } = await import('./control/send-to-member.ts');
      return sendToMember(member, text, { env, ...how });
    },
    async stop(member, how) {
      const { stopMember } = await import('./control/stop-member.ts');
      return stopMember(member, how);
    },
    async reap({ process: orphan }) {
      const { stopProcess } = await import('./control/stop-member.ts');
      return stopProcess(orphan);
    },
    async orphans() {
      const { proc, runs, scan } = await look();
      const { findOrphans } = await import('./control/orphans.ts');
      return findOrphans({ proc, runs, members: scan.members, nowMs: Date.parse(clock.now()) });
    },
  };
}

/** What its source names, and where notes about its sessions lie. */
function foldersOf(root: FleetRoot): readonly string[] {
  const sources = FLEET_SOURCES.filter(({ agent }) => agent === root.agent);
  return [
    ...sources.flatMap((source) => source.watched(root)),
    join(root.folder, 'goals'),
    join(root.folder, 'runtime'),
  ];
}

/** Where a vendor writes no status, the history is what changes. */
function historyFolders(members: readonly FleetMember[]): readonly string[] {
  return members.flatMap(({ alive, status, transcriptPath }) =>
    alive === true && status === null && transcriptPath ? [dirname(transcriptPath)] : [],
  );
}

/** Whether titles or CPU time tell of one of these, for which no file changes. */
function isRestless(members: readonly FleetMember[]): boolean {
  return members.some(({ alive, agent, state, tmux }) => {
    if (alive !== true) return false;
    const hasTitle = FLEET_SOURCES.some((source) => source.agent === agent && source.title !== undefined);
    return state.source === 'cpu' || (tmux !== null && hasTitle);
  });
}
