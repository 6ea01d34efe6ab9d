import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endTree, ownProcessId, treeMembers } from '@ccx/contracts/host';
import { openSqliteQueue } from '@ccx/queue';
import { until } from '@ccx/testkit';
import type { CcxPlace } from '../ccx-process.ts';
import { SCENARIO } from './agents.ts';
import { createNews, fill } from './backlog.ts';
import { blows, type Blows } from './blows.ts';
import { judge, type Verdict } from './verdict.ts';
import { startWorker, type Worker } from './workers.ts';

export interface CrashOptions extends Blows {
  readonly place: CcxPlace;
  readonly workers: number;
  /** `null`: as people have it, 60 s, in the built `ccx queue work`. */
  readonly leaseMs: number | null;
}

const LEASE_MS = 60_000;
/** Nothing holds work back: what is looked at is what becomes of it when its worker dies. */
const CONFIG = `[queue]
running = 1000
starts_per_hour = 1000000
stalls = 1000000
backoff = "1s"
equal_failures = 1000000
`;

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
  // As lenient as the workers are by their config: whoever looks takes back what was lost, too.
  const queue = openSqliteQueue(join(place.home, 'ccx/queue.db'), { limits: { maxStalls: 1_000_000 } });
  const start = (): Promise<Worker> => startWorker({ env, cwd: place.cwd, leaseMs });
  let added = 0;
  const feed = async (): Promise<void> => void (added += await fill(queue, workers * 3, added, place.home));
  const reached = createNews(queue);
  const living = new Set<Worker>();
  const asleep = new Set<Worker>();
  const thawing: { readonly over: Promise<void> }[] = [];
  /** Resolves when it is stopped, to when it goes on. */
  const sleep = async (worker: Worker, blow: 'freeze' | 'suspend'): Promise<{ readonly over: Promise<void> }> => {
    if (blow === 'freeze') worker.freeze();
    else await worker.suspend();
    asleep.add(worker);
    const over = pause((leaseMs ?? LEASE_MS) * (1.1 + Math.random() / 2)).then(() => {
      worker.thaw();
      asleep.delete(worker);
      living.add(worker);
    });
    return { over };
  };
  // Who is stopped within a write keeps the file from all others until it goes on.
  const patienceMs = 60_000 + 2 * (leaseMs ?? LEASE_MS);
  const begin = async (): Promise<void> => void living.add(await start());
  try {
    await feed();
    for (let index = 0; index < workers; index += 1) await begin();
    for (const [index, blow] of blows({ kills, powerCuts, freezes }).entries()) {
      const worker = [...living][Math.floor(Math.random() * living.size)];
      if (worker === undefined) throw new Error('there is no worker');
      const busy = async (): Promise<boolean> => {
        await feed();
        // The first one hits in the middle of a session, the others at any moment.
        return reached(worker, index === 0 ? 'in-session' : 'claimed');
      };
      await until(busy, { what: 'a worker to begin with an item', deadlineMs: patienceMs });
      await pause(Math.random() * (index === 0 ? 100 : 900));
      living.delete(worker);
      if (blow === 'kill') await worker.kill();
      else if (blow === 'power-cut') await worker.cutPower();
      else thawing.push(await sleep(worker, blow));
      if (living.size < workers) await begin();
    }
    await Promise.all(thawing.map((one) => one.over));
    const ended = async (): Promise<boolean> => {
      const { states } = await queue.stats();
      return states.waiting + states.delayed + states.running + states.held === 0;
    };
    await until(ended, { what: 'all items to have ended', pollMs: 100, deadlineMs: 300_000 }).catch(() => {});
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

/** What lives although all workers have ended; it is ended too. */
async function agentsLeft(home: string): Promise<readonly string[]> {
  const { domain } = await ownProcessId();
  const nobody = { pid: 0x7fff_ffff, startedAt: '0', domain };
  const marker = { name: 'HOME', value: home };
  const left = await treeMembers(nobody, { marker });
  if (left.length > 0) await endTree(nobody, { marker });
  return left.map(({ pid }) => `process ${pid} is left`);
}
