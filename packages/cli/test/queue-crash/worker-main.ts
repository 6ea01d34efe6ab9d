/*
 * A worker put together as `ccx queue work` puts it together, with a lease of another length. Ctrl-C lets what runs come
 * to its end. Arguments: the length of a lease in milliseconds, how many items it has in hand at most.
 */
import { homedir } from 'node:os';
import { DEFAULT_CONFIG } from '@ccx/queue';
import { composeManager } from '../../src/compose/manager.ts';
import { composeQueue } from '../../src/compose/queue.ts';

const [leaseMs = 0, concurrency = 0] = process.argv.slice(2).map(Number);
const { env } = process;
const home = homedir();
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const { queue } = await composeQueue(env, home);
const manager = await composeManager({
  isLocal: true,
  env,
  home,
  queue,
  config: async () => ({
    ...DEFAULT_CONFIG,
    concurrency,
    caps: { ...DEFAULT_CONFIG.caps, equalFailures: null },
  }),
  keepPercent: () => null,
  observers: [],
  leaseMs,
  extendEveryMs: leaseMs / 3,
  say: (text) => console.error(text),
});
await manager.run(stop.signal);
await queue.close();
