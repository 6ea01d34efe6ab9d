import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock, Instant, ProcessId, RunLedger, RunRecord, RunTarget } from '@ccx/contracts';
import { isAlive, ownProcessId, withLock } from '@ccx/contracts/host';
import type { RunJournal } from '../journal.ts';
import { systemClock } from '../system-clock.ts';
import { isProcessId } from '../watchdog-protocol.ts';
import { orphanedRuns, reapRuns, type ReapReport } from './reap.ts';
import { createRecordFolder, type RecordFolder } from './record-folder.ts';
import { before, createRunIndex, type RunHistoryEntry } from './run-index.ts';
import { isRunRecord, isRunTarget } from './shapes.ts';

export type { ReapReport } from './reap.ts';
export type { RunHistoryEntry } from './run-index.ts';

export interface FileLedgerOptions {
  /** Its own folder; made with mode 0700. */
  readonly dir: string;
  /** @default the system's clock */
  readonly clock?: Clock;
  /** Hears of files that could not be read and were moved to `set-aside/`. @default process.emitWarning */
  readonly onProblem?: (text: string) => void;
}

/** The ledger of runs on files: what everybody may ask, what the runner writes, and what a start has to do. */
export interface FileLedger extends RunLedger, RunJournal {
  /** Runs whose owner still lives. */
  list(): Promise<readonly RunRecord[]>;
  /** The same with places that are held. */
  look(): Promise<readonly RunRecord[]>;
  /**
   * For the start of a program that runs agents: ends what is left of runs whose owner died, and files each of them
   * once as failed. Touches no run of a living owner and none of another machine or container.
   */
  reap(): Promise<ReapReport>;
  /** Runs whose owner died and that nobody has filed yet: something of them may still live. */
  orphans(): Promise<readonly RunRecord[]>;
  /** As `recent`, with the records: which folder, which session, how deep. */
  history(sinceMs: number): Promise<readonly RunHistoryEntry[]>;
}

/** A record with what only the ledger needs to know. */
export interface ActiveRun {
  readonly depth: number;
  readonly record: RunRecord;
}

interface Held {
  readonly id: string;
  readonly target: RunTarget;
  readonly owner: ProcessId;
  readonly at: Instant;
}

/**
 * Opens the ledger in a folder that other processes may use at the same time:
 * `active/` one file per run under way, `reservations/` places held, `index.jsonl` the results of 30 days.
 *
 * @example
 * const ledger = createFileLedger({ dir: ccxPaths(process.env, homedir()).runs });
 * const place = await ledger.claim((running) => (running.length < 3 ? target : null));
 */
export function createFileLedger({
  dir,
  clock = systemClock,
  onProblem = (text) => process.emitWarning(text, 'CcxLedgerWarning'),
}: FileLedgerOptions): FileLedger {
  const common = { setAsidePath: join(dir, 'set-aside'), onProblem };
  const active: RecordFolder<ActiveRun> = createRecordFolder({
    ...common,
    path: join(dir, 'active'),
    read: ({ depth, record }) => (typeof depth === 'number' && isRunRecord(record) ? { depth, record } : null),
  });
  const reservations: RecordFolder<Held> = createRecordFolder({
    ...common,
    path: join(dir, 'reservations'),
    read: ({ id, target, owner, at }) =>
      typeof id === 'string' && typeof at === 'string' && isRunTarget(target) && isProcessId(owner)
        ? { id, target, owner, at }
        : null,
  });
  const index = createRunIndex(dir, clock);
  /** Of the runs that this process drives. */
  const depths = new Map<string, number>();

  async function running(): Promise<readonly RunRecord[]> {
    const records = (await active.list()).map(({ record }) => record);
    const alive = await Promise.all(records.map(({ owner }) => isAlive(owner)));
    return records.filter((_, at) => alive[at] !== false).sort((a, b) => compare(a.startedAt, b.startedAt));
  }

  /** Places held by living owners; those of dead ones are given back. */
  async function heldPlaces(): Promise<readonly Held[]> {
    const held: Held[] = [];
    for (const place of await reservations.list()) {
      if ((await isAlive(place.owner)) === false) await reservations.remove(place.id);
      else held.push(place);
    }
    return held.sort((a, b) => compare(a.at, b.at));
  }

  async function look(): Promise<readonly RunRecord[]> {
    const [runs, places] = await Promise.all([running(), heldPlaces()]);
    return [...runs, ...withoutRun(places, runs).map(asRecord)];
  }

  return {
    list: running,
    look,
    async claim(choose) {
      const owner = await ownProcessId();
      return withLock(join(dir, 'claim.lock'), {}, async () => {
        const target = choose(await look());
        if (target === null) return null;
        const id = randomUUID();
        await reservations.write(id, { id, target, owner, at: clock.now() });
        return {
          target,
          async release() {
            await reservations.remove(id);
          },
        };
      });
    },
    async recent(sinceMs) {
      return (await index.since(before(clock, sinceMs))).map(({ result }) => result);
    },
    history: (sinceMs) => index.since(before(clock, sinceMs)),

    async begin(record, { depth }) {
      depths.set(record.runId, depth);
      await active.write(record.runId, { depth, record });
    },
    update: (record) => active.write(record.runId, { depth: depths.get(record.runId) ?? 0, record }),
    async end(record, result) {
      // First into the index: whoever dies in between leaves a record whose result is known, not a run without one.
      await index.append({ depth: depths.get(record.runId) ?? 0, record, result });
      await active.remove(record.runId);
      depths.delete(record.runId);
    },
    async drop(record) {
      await active.remove(record.runId);
      depths.delete(record.runId);
    },
    async nestedStarts(accountId, sinceMs) {
      const since = before(clock, sinceMs);
      const all = [...(await active.list()), ...(await index.since(since))];
      const nested = all.filter(({ depth, record }) => depth > 0 && record.target.account.id === accountId);
      return new Set(nested.filter(({ record }) => record.startedAt >= since).map(({ record }) => record.runId)).size;
    },
    reap: () => reapRuns({ dir, clock, active, index, reservations }),
    orphans: async () => (await orphanedRuns(active)).map(({ record }) => record),
  };
}

/** A place whose run is under way counts once: per owner and account, runs use up the oldest places. */
function withoutRun(places: readonly Held[], runs: readonly RunRecord[]): readonly Held[] {
  const used = new Map<string, number>();
  for (const { owner, target } of runs) {
    const key = placeKey(owner, target);
    used.set(key, (used.get(key) ?? 0) + 1);
  }
  return places.filter(({ owner, target }) => {
    const key = placeKey(owner, target);
    const left = used.get(key) ?? 0;
    if (left > 0) used.set(key, left - 1);
    return left === 0;
  });
}

function placeKey(owner: ProcessId, target: RunTarget): string {
  return JSON.stringify([owner.domain, owner.pid, owner.startedAt, target.account.id]);
}

/** How a reserved place looks to whoever counts the runs of an account. */
function asRecord({ id, target, owner, at }: Held): RunRecord {
  return {
    runId: id,
    target,
    owner,
    startedAt: at,
    child: null,
    sessionId: null,
    cwd: '',
    logPath: '',
    workItemId: null,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
