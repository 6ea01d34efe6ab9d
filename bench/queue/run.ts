/*
 * How fast work goes through the queue, against other queues. Usage:
 * node --conditions=@ccx/source bench/queue/run.ts [rounds] [figure...]
 * Figures: one, twenty, batch, blocked, finished, idle, wake, manager; all of them without a name. Linux. BullMQ needs a
 * `redis-server`, pg-boss a system user `postgres` when this is run by root; both are left out, aloud, where they cannot be.
 */
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBullmq } from './bullmq.ts';
import { batch } from './batch.ts';
import { blocked, finished } from './claims.ts';
import type { Contender } from './contender.ts';
import type { Figure } from './figure.ts';
import { openFloor } from './floor.ts';
import { idle } from './idle.ts';
import { openFile, openMemory } from './ours.ts';
import { installPeers } from './peers.ts';
import { managerOverhead } from './manager.ts';
import { openPgBoss } from './pg-boss.ts';
import { openPlainjob } from './plainjob.ts';
import { startRedis } from './redis.ts';
import { throughput } from './throughput.ts';
import { wake } from './wake.ts';

const FIGURES = ['one', 'twenty', 'batch', 'blocked', 'finished', 'idle', 'wake', 'manager'] as const;
const COMPARED: ReadonlySet<string> = new Set(['one', 'twenty', 'batch']);

const [first = '9', ...names] = process.argv.slice(2);
const rounds = Number(first);
if (!Number.isSafeInteger(rounds) || rounds < 1 || rounds > 100) {
  throw new Error('The number of rounds is a whole number from 1 to 100.');
}
const unknown = names.find((name) => !FIGURES.some((figure) => figure === name));
if (unknown !== undefined) throw new Error(`"${unknown}" is no figure; they are ${FIGURES.join(', ')}.`);
const wanted = FIGURES.filter((figure) => names.length === 0 || names.includes(figure));

const folder = mkdtempSync(join(tmpdir(), 'ccx-bench-'));
// PostgreSQL runs as another user.
chmodSync(folder, 0o755);
const closing: (() => Promise<void>)[] = [];
try {
  const load = loadavg()[0]?.toFixed(1);
  console.log(`Node ${process.versions.node}, ${cpus().length} CPUs, load ${load}, ${rounds} rounds, medians`);
  const contenders = wanted.some((figure) => COMPARED.has(figure)) ? await openContenders() : [];
  let within = true;
  for (const name of wanted) {
    for (const figure of await measure(name, contenders)) {
      within &&= figure.within !== false;
      const verdict = figure.within === null ? '' : figure.within ? ' - reached' : ' - MISSED';
      console.log(`${name}: ${figure.said}${verdict}`);
    }
  }
  process.exitCode = within ? 0 : 1;
} finally {
  for (const close of closing.toReversed()) await close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

function measure(name: (typeof FIGURES)[number], contenders: readonly Contender[]): Promise<readonly Figure[]> {
  switch (name) {
    case 'one':
      return throughput(contenders, { rounds, concurrency: 1, items: 200 });
    case 'twenty':
      return throughput(contenders, { rounds, concurrency: 20, items: 400 });
    case 'batch':
      return batch(contenders, rounds);
    case 'blocked':
      return blocked();
    case 'finished':
      return finished();
    case 'idle':
      return idle(folder);
    case 'wake':
      return wake(folder, rounds);
    case 'manager':
      return managerOverhead(folder, rounds);
  }
}

/** All queues that there can be here; ours and the floor come first. */
async function openContenders(): Promise<readonly Contender[]> {
  const opened: Contender[] = [];
  const keep = (contender: Contender): void => {
    opened.push(contender);
    closing.push(() => contender.close());
  };
  keep(openFloor());
  keep(openMemory());
  keep(openFile(folder));
  const peers = installPeers(join(folder, 'peers'));
  if (typeof peers === 'string') {
    console.log(`NO OTHER QUEUES: they do not install here (${peers}).`);
    return opened;
  }
  const redis = await startRedis(folder);
  if (redis === null) console.log('NO BULLMQ: there is no redis-server here.');
  else {
    closing.push(() => redis.stop());
    console.log(`redis-server ${redis.version}`);
    keep(await openBullmq(peers, redis));
  }
  for (const open of [openPlainjob, openPgBoss]) {
    try {
      keep(await open(peers, folder));
    } catch (error) {
      console.log(`LEFT OUT, ${open === openPlainjob ? 'plainjob' : 'pg-boss'}: ${String(error)}`);
    }
  }
  return opened;
}
