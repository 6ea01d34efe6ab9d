import { CcxError } from '@ccx/contracts';
import type { Redis } from 'ioredis';
import type { Drivers } from './drivers.ts';

/** A Redis server that has been reached. */
export interface Server {
  /** Without its password. */
  readonly name: string;
  readonly redis: Redis;
  /** Another connection, for what blocks one. */
  another(): Redis;
}

/** How long a server may take to answer for the first time. */
const REACH_MS = 5_000;

/**
 * Reaches a server, and says of which kind its memory is.
 *
 * @throws {CcxError} `invalid_argument` for an address that is none, `io_failed` where nobody answers
 */
export async function reachServer(
  { ioredis }: Drivers,
  connection: string,
  warn: (warning: string) => void,
): Promise<Server> {
  const name = serverName(connection);
  let [reached, why]: [boolean, unknown] = [false, null];
  const redis = new ioredis.Redis(connection, {
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
  return { name, redis, another: () => redis.duplicate({ lazyConnect: false }).on('error', () => {}) };
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
  const url = URL.canParse(connection) ? new URL(connection) : null;
  if (url === null || !/^rediss?:$/.test(url.protocol)) {
    throw new CcxError('invalid_argument', 'The address of the queue is none of a Redis server.', {
      hint: 'redis://host:6379/0',
    });
  }
  if (url.password !== '') url.password = '***';
  return url.href;
}

/** What an error of the connection is in words. The cause is left out where it holds the command: that may be a password. */
export function unreachable(name: string, cause: unknown): CcxError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `The queue at ${name} does not answer: ${why}`;
  const tellsCommand = typeof cause === 'object' && cause !== null && 'command' in cause;
  return new CcxError('io_failed', message, tellsCommand ? {} : { cause });
}
