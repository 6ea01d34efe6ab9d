import { setTimeout as pause } from 'node:timers/promises';
import { CcxError } from '../error.ts';
import type { ProcessId } from '../process.ts';
import { checkDurations } from './durations.ts';
import { isAlive, processDomain, relate } from './process-id.ts';
import { processTable, type ProcessRow, type TreeMarker } from './process-table.ts';
import { createProcessTree, protectedPids } from './process-tree.ts';
import { killGroup, signalMembers } from './signal-members.ts';

/** What was done to a tree that did not end by itself. */
export type EndTreeStep = 'interrupt' | 'terminate' | 'kill';

/** How the members of a tree are found. */
export interface TreeOptions {
  /**
   * A variable that every member carries in its environment, with a value that no other process has. Finds the members
   * that left group, session and parentage; only processes of this user are asked, and one that has written over its
   * environment does not tell. Where the root is dead already, it
   * also proves that the group with the root's number is the root's and not that of a later bearer of the number.
   */
  readonly marker?: TreeMarker;
}

/** How long each step of `endTree` may take. */
export interface EndTreeOptions extends TreeOptions {
  /** How long SIGINT may take before SIGTERM follows; absent: no SIGINT. */
  readonly interruptGraceMs?: number;
  /** How long SIGTERM may take before SIGKILL follows. @default 5000 */
  readonly termGraceMs?: number;
  /** How long to go on killing and looking before the survivors are reported. @default 2000 */
  readonly killWaitMs?: number;
  /** The longest pause between two looks at the process table; the first ones follow faster. @default 100 */
  readonly pollMs?: number;
}

/** How a tree ended. */
export interface EndTreeResult {
  /** Nothing of the tree lives any more: seen in two readings of the process table, not concluded from a signal. */
  readonly ended: boolean;
  /** The steps that were taken, in their order; empty when nothing lived at the start. */
  readonly steps: readonly EndTreeStep[];
  /** What still lives: waiting inside the kernel, owned by another user, or out of reach in another domain. */
  readonly survivors: readonly ProcessId[];
}

interface TreeWatch {
  /** One reading of the process table. */
  look(): Promise<readonly ProcessRow[]>;
  signal(members: readonly ProcessRow[], step: EndTreeStep, told: Set<string>): Promise<void>;
  readonly idOf: (row: ProcessRow) => ProcessId;
}

/**
 * Ends a process and everything that came of it, in steps: SIGINT (where asked for), SIGTERM, SIGKILL.
 *
 * The tree is the root, its descendants, the groups and sessions that members lead, and the carriers of the marker.
 * It is looked up anew at each poll, so what is forked meanwhile is found as well, and a root that is dead already may
 * have left members. Every member is held by pid and start time, and both are asked for again right before each signal.
 * This process, its ancestors and pid 1 are never signalled, nor is anything of another domain.
 *
 * @throws {CcxError} `invalid_argument` when the root is this process or one of its ancestors, the marker is empty, or a time is none;
 * `platform_unsupported` as `processId` does.
 *
 * @example
 * const { ended } = await endTree(child, { interruptGraceMs: 2000, marker: { name: 'CCX_RUN_ID', value: runId } });
 */
export async function endTree(root: ProcessId, options: EndTreeOptions = {}): Promise<EndTreeResult> {
  const { interruptGraceMs, termGraceMs = 5000, killWaitMs = 2000, pollMs = 100, marker } = options;
  checkDurations({ interruptGraceMs, termGraceMs, killWaitMs, pollMs });
  const plan: readonly (readonly [EndTreeStep, number])[] = [
    ...(interruptGraceMs === undefined ? [] : [['interrupt', interruptGraceMs] as const]),
    ['terminate', termGraceMs],
    ['kill', killWaitMs],
  ];
  const watch = await watchTree(root, marker);
  if (watch === null) {
    const gone = (await isAlive(root)) === false;
    return { ended: gone, steps: [], survivors: gone ? [] : [root] };
  }

  const steps: EndTreeStep[] = [];
  let living = await lookTwice(watch);
  for (const [step, graceMs] of plan) {
    if (living.length === 0) break;
    steps.push(step);
    const until = performance.now() + graceMs;
    const told = new Set<string>();
    // What forks while it is killed has to be met between two forks, so killing goes on without a growing pause.
    const longestMs = step === 'kill' ? Math.min(10, pollMs) : pollMs;
    for (let pauseMs = Math.min(5, longestMs); living.length > 0; pauseMs = Math.min(pauseMs * 2, longestMs)) {
      await watch.signal(living, step, told);
      const leftMs = until - performance.now();
      if (leftMs <= 0) break;
      await pause(Math.min(pauseMs, leftMs));
      living = await lookTwice(watch);
    }
  }
  if (living.length > 0) living = await lookTwice(watch);
  return { ended: living.length === 0, steps, survivors: living.map(watch.idOf) };
}

/** The members of the tree under `root` that live now; none for a root of another domain. Throws as `endTree` does. */
export async function treeMembers(root: ProcessId, options: TreeOptions = {}): Promise<readonly ProcessId[]> {
  const watch = await watchTree(root, options.marker);
  return watch === null ? [] : (await watch.look()).map(watch.idOf);
}

/** Looks once more where nothing was found: what is forked during a reading can escape that one. */
async function lookTwice(watch: TreeWatch): Promise<readonly ProcessRow[]> {
  const living = await watch.look();
  return living.length > 0 ? living : watch.look();
}

/** `null` when nothing can be said from here about the processes of the root's domain. */
async function watchTree(root: ProcessId, marker: TreeMarker | undefined): Promise<TreeWatch | null> {
  if (marker !== undefined && (!/^[^=\0]+$/.test(marker.name) || !/^[^\0]+$/.test(marker.value))) {
    throw new CcxError('invalid_argument', `The marker "${marker.name}=${marker.value}" needs a name and a value.`);
  }
  const table = processTable();
  const domain = await processDomain();
  if (relate(root.domain, domain) !== 'same') return null;
  const tree = createProcessTree(root, process.pid);

  return {
    async look() {
      const rows = await table.list();
      const bearer = rows.find((row) => row.pid === root.pid);
      if (bearer?.startedAt === root.startedAt && protectedPids(rows, process.pid).has(root.pid)) {
        throw new CcxError('invalid_argument', `Process ${root.pid} is this process or one of its ancestors.`, {
          hint: 'Pass a process that was started from here.',
        });
      }
      return tree.grow(rows, marker === undefined ? null : await table.carriers(rows, marker));
    },
    async signal(members, step, told) {
      if (step === 'kill') {
        for (const [group, leader] of tree.wholeGroups()) await killGroup(table, group, leader);
        await signalMembers(table, members, 'SIGKILL');
        return;
      }
      const untold = members.filter((row) => !told.has(`${row.pid} ${row.startedAt}`));
      const reached = await signalMembers(table, untold, step === 'interrupt' ? 'SIGINT' : 'SIGTERM');
      for (const row of reached) told.add(`${row.pid} ${row.startedAt}`);
    },
    idOf: (row) => ({ pid: row.pid, startedAt: row.startedAt, domain }),
  };
}
