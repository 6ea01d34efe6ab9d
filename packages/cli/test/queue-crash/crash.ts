import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ownProcessId, treeMembers } from '@ccx/contracts/host';
import type { Scenario } from '@ccx/fake-agents';
import { openSqliteQueue, type Backlog } from '@ccx/queue';
import { until } from '@ccx/testkit';
import type { CcxPlace } from '../ccx-process.ts';
import { eventsAfter, judge, type Verdict } from './verdict.ts';
import { startWorker, type Worker } from './workers.ts';

export interface CrashOptions {
  readonly place: CcxPlace;
  readonly workers: number;
  /** Workers that are killed alone; their agents are left to whoever ends them. */
  readonly kills: number;
  /** Workers that are killed with everything that came of them. */
  readonly powerCuts: number;
  /** Workers that are stopped for longer than a lease, every other one with all that came of it, and then go on. */
  readonly freezes: number;
  /** `null`: as people have it, 60 s, in the built `ccx queue work`. */
  readonly leaseMs: number | null;
}

type Blow = 'kill' | 'power-cut' | 'freeze' | 'suspend';

const LEASE_MS = 60_000;
const CONFIG = `[queue]
running = 1000
starts_per_hour = 1000000
stalls = 1000000
backoff = "1s"
equal_failures = 1000000
`;

/** Does its work once; resumed, it looks first whether that was done. */
const DO = 'basename "$PWD" >> ../../effects';
const LOOK = `grep -qx "$(basename "$PWD")" ../../effects || ${DO}`;
const SCENARIO: Scenario = {
  login: 'subscription',
  turns: [DO, LOOK].map((command) => [
    // A process that ends only where somebody ends it.
    { grandchild: { setsid: true, lives: '30m' } },
    { tool: 'Bash', input: { command }, effect: true, takes: '200ms' },
    { wait: '200ms' },
    { text: 'It is done.' },
  ]),
};

/**
 * Workers drive scripted agents through one backlog, while one after the other is killed at any moment, or stopped until
 * its lease is over; then all that is left is done, and judged. There is always more to do than workers to do it.
 */
export async function crash(options: CrashOptions): Promise<Verdict> {
  const { place, workers, kills, powerCuts, freezes, leaseMs } = options;
  mkdirSync(place.env['CCX_HOME'] ?? '', { recursive: true });
  writeFileSync(join(place.home, 'ccx/config.toml'), CONFIG);
  const effects = join(place.home, 'effects');
  writeFileSync(effects, '');
  const env = { ...place.env, FAKE_AGENT_SCENARIO: JSON.stringify(SCENARIO) };
  const queue = openSqliteQueue(join(place.home, 'ccx/queue.db'));
  const start = (): Promise<Worker> => startWorker({ env, cwd: place.cwd, leaseMs });
  let added = 0;
  const feed = async (): Promise<void> => void (added += await fill(queue, workers * 3, added, place.home));
  const works = newsOf(queue);
  const living = new Set<Worker>();
  const asleep = new Set<Worker>();
  const thawing: Promise<void>[] = [];
  const begin = async (): Promise<void> => void living.add(await start());
  try {
    await feed();
    for (let index = 0; index < workers; index += 1) await begin();
    for (const blow of blows({ kills, powerCuts, freezes })) {
      const worker = [...living][Math.floor(Math.random() * living.size)];
      if (worker === undefined) throw new Error('there is no worker');
      const busy = async (): Promise<boolean> => {
        await feed();
        return works(worker);
      };
      await until(busy, { what: 'a worker to begin with an item', deadlineMs: 60_000 });
      await pause(Math.random() * 900);
      living.delete(worker);
      if (blow === 'kill') await worker.kill();
      else if (blow === 'power-cut') await worker.cutPower();
      else {
        if (blow === 'freeze') worker.freeze();
        else await worker.suspend();
        asleep.add(worker);
        thawing.push(
          pause((leaseMs ?? LEASE_MS) * (1.1 + Math.random() / 2)).then(() => {
            worker.thaw();
            asleep.delete(worker);
            living.add(worker);
          }),
        );
      }
      if (living.size < workers) await begin();
    }
    await Promise.all(thawing);
    const over = async (): Promise<boolean> => {
      const { states } = await queue.stats();
      return states.waiting + states.delayed + states.running + states.held === 0;
    };
    await until(over, { what: 'all items to have ended', pollMs: 100, deadlineMs: 300_000 }).catch(() => {});
    await Promise.all([...living].map((worker) => worker.stop()));
    living.clear();
    const verdict = await judge(queue, effects);
    const left = await agentsLeft(place.home);
    return { ...verdict, wrong: [...verdict.wrong, ...left] };
  } finally {
    for (const worker of [...living, ...asleep]) await worker.cutPower();
    await queue.close();
  }
}

/** What lives although all workers have ended. */
async function agentsLeft(home: string): Promise<readonly string[]> {
  const { domain } = await ownProcessId();
  const nobody = { pid: 0x7fff_ffff, startedAt: '0', domain };
  const left = await treeMembers(nobody, { marker: { name: 'HOME', value: home } });
  return left.map(({ pid }) => `process ${pid} is left`);
}

/** Whether a worker has claimed anything; asking never waits for whoever writes. */
function newsOf(queue: Backlog): (worker: Worker) => Promise<boolean> {
  let seen = 0;
  const names = new Set<string>();
  return async ({ name }) => {
    const all = await eventsAfter(queue, seen);
    seen = all.at(-1)?.id ?? seen;
    for (const { kind, detail } of all) {
      if (kind === 'claimed') names.add(String(detail['worker']).replace(/^.*(?=\/)/, ''));
    }
    return names.has(name);
  };
}

/** Adds items until so many wait, each in a folder of its own. Tells how many were added. */
async function fill(queue: Backlog, upTo: number, from: number, home: string): Promise<number> {
  const missing = Math.max(0, upTo - (await queue.depth()));
  const drafts = Array.from({ length: missing }, (_, index) => {
    const name = String(from + index + 1);
    const cwd = join(home, 'items', name);
    mkdirSync(cwd, { recursive: true });
    return {
      type: 'prompt',
      priority: 100,
      payload: { prompt: `Do ${name}.`, cwd, permission: 'full' },
      dedupKey: name,
      lane: 'auto',
      onEffects: 'resume' as const,
    };
  });
  if (missing === 0) return 0;
  const outcomes = await queue.enqueue(drafts);
  if (outcomes.some(({ is }) => is !== 'enqueued')) throw new Error('the queue did not take an item');
  return missing;
}

function blows({ kills, powerCuts, freezes }: Pick<CrashOptions, 'kills' | 'powerCuts' | 'freezes'>): readonly Blow[] {
  const repeat = (blow: Blow, count: number): readonly Blow[] => Array.from({ length: count }, () => blow);
  const all = [
    ...repeat('kill', kills),
    ...repeat('power-cut', powerCuts),
    ...repeat('freeze', Math.ceil(freezes / 2)),
    ...repeat('suspend', Math.floor(freezes / 2)),
  ];
  return all
    .map((blow) => ({ blow, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ blow }) => blow);
}
