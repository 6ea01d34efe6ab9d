import type { Redis, RedisOptions } from 'ioredis';
import type { DriversFor } from '../drivers.ts';
import type { JobData } from '../kept.ts';
import { LOCK_MS } from '../moves.ts';
import { unreachable, type JobQueue, type Server } from '../server.ts';
import { redisRecords } from './redis-records.ts';
import { redisSection } from './redis-section.ts';

/** How long a server may take to answer for the first time. */
const REACH_MS = 5_000;

/**
 * Reaches a Redis server, and says of which kind its memory is.
 *
 * @throws {CcxError} `invalid_argument` for an address that is none, `io_failed` where nobody answers
 */
export async function reachRedis(
  { bullmq, driver }: DriversFor<'ioredis'>,
  connection: string,
  prefix: string,
  warn: (warning: string) => void,
): Promise<Server> {
  const name = serverName(connection);
  const redis = await connect(driver.Redis, connection, name, warn);
  const keyOf = (table: string): string => `${prefix}:${table}`;
  const queues = new Map<string, JobQueue & { toKey(type: string): string }>();
  const settings = { connection: redis, prefix, lockDuration: LOCK_MS, skipVersionCheck: true };
  const queueOf = (bucket: string): JobQueue & { toKey(type: string): string } => {
    const known = queues.get(bucket);
    if (known !== undefined) return known;
    const made = new bullmq.Queue<JobData>(bucket, settings);
    made.on('error', () => {});
    queues.set(bucket, made);
    return made;
  };
  const lockOf = (bucket: string, id: string): string => `${queueOf(bucket).toKey(id)}:lock`;
  return {
    name,
    records: redisRecords(redis, keyOf),
    queueOf,
    ...redisSection(redis, keyOf, lockOf),
    listen: async (hear) => {
      const listening = redis.duplicate({ lazyConnect: false }).on('error', () => {});
      listening.on('message', (_, version: string) => hear(Number(version)));
      try {
        await listening.subscribe(keyOf('changed'));
      } catch (error) {
        listening.disconnect();
        throw error;
      }
      return { close: () => listening.disconnect() };
    },
    isLocked: async (bucket, id, token) => (await redis.get(lockOf(bucket, id))) === token,
    close: async () => {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      redis.disconnect();
    },
  };
}

async function connect(
  Connection: new (url: string, options: RedisOptions) => Redis,
  url: string,
  name: string,
  warn: (warning: string) => void,
): Promise<Redis> {
  let [reached, why]: [boolean, unknown] = [false, null];
  const redis = new Connection(url, {
    lazyConnect: true,
    connectTimeout: REACH_MS,
    maxRetriesPerRequest: 5,
    // What may have been done is not done a second time: whoever asked is told, and a lease ends by itself.
    autoResendUnfulfilledCommands: false,
    // Who was there before is waited for; who never was is told at once.
    retryStrategy: (times) => (reached ? Math.min(2_000, times * 100) : null),
  });
  // Each command that fails says so itself, but only here it is said why.
  redis.on('error', (error) => (why = error));
  try {
    await redis.connect();
    reached = true;
    for (const warning of forgetful(await redis.info('persistence'), await redis.info('memory'))) {
      warn(`${name}: ${warning}`);
    }
  } catch (cause) {
    redis.disconnect();
    throw unreachable(name, why ?? cause);
  }
  return redis;
}

/** What of this server can lose work. */
function forgetful(persistence: string, memory: string): readonly string[] {
  const warnings: string[] = [];
  if (!/^aof_enabled:1/m.test(persistence)) {
    warnings.push('it keeps no append-only file, so that a crash of the server loses work (appendonly yes)');
  }
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1];
  if (policy !== undefined && policy !== 'noeviction') {
    warnings.push(`it forgets keys when its memory is full (maxmemory-policy is ${policy}, and must be noeviction)`);
  }
  return warnings;
}

/** An address as it may be shown. @throws {CcxError} `invalid_argument` */
function serverName(connection: string): string {
  const url = new URL(connection);
  if (url.password !== '') url.password = '***';
  return url.href;
}
