import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CcxError } from '@ccx/contracts';
import type { Redis } from 'ioredis';
import type { WorkEventKind } from '../backlog.ts';
import { clean } from '../engine/journal.ts';
import type { Keys } from './keys.ts';

/** Whoever dies within a change keeps the others waiting for so long; whoever lives renews it in time. */
const SECTION_MS = 5_000;
const RENEW_MS = 1_000;
const PATIENCE_MS = 30_000;

const ENTER = `
local entered = redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
local time = redis.call('time')
return {entered and 1 or 0, time[1], time[2]}`;

const RENEW = `
if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0`;

/** Everything or nothing, and only by whoever is in the section still. */
const COMMIT = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return -1 end
for _, command in ipairs(cjson.decode(ARGV[2])) do
  if command[1] == 'EVENT' then
    local id = redis.call('incr', KEYS[2])
    redis.call('xadd', KEYS[3], id .. '-0', 'event', command[2])
  else
    redis.call(unpack(command))
  end
end
if ARGV[3] == '1' then redis.call('del', KEYS[1]) end
if ARGV[2] == '[]' then return tonumber(redis.call('get', KEYS[4]) or '0') end
local version = redis.call('incr', KEYS[4])
redis.call('publish', KEYS[5], version)
return version`;

/** What a change of the queue works with while nobody else changes it. */
export interface Change {
  /** Milliseconds since 1970, by the server's clock. */
  readonly now: number;
  /** Adds a command of Redis to those that are done together at the end. */
  put(...command: readonly (string | number)[]): void;
  tell(kind: WorkEventKind, item: string | null, detail?: Readonly<Record<string, unknown>>): void;
  /** Does what was put so far; what follows may fail without taking it back. */
  save(): Promise<void>;
}

/** One change of the queue after the other, of all who work on it. */
export interface Section {
  within<T>(change: (by: Change) => Promise<T>): Promise<T>;
  /** The same where nobody else changes it at this moment; else nothing is done. */
  withinIfFree(change: (by: Change) => Promise<void>): Promise<void>;
  now(): Promise<number>;
  /** The newest version that this process has made or seen. */
  readonly seen: number;
}

export function createSection(redis: Redis, keys: Keys, clock: (() => number) | null): Section {
  let last: Promise<unknown> = Promise.resolve();
  let seen = 0;

  /** The time at which it was entered; `null`: somebody else is in there, for longer than this patience. */
  const enter = async (token: string, patienceMs: number): Promise<number | null> => {
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      const answer = await redis.eval(ENTER, 1, keys.section, token, SECTION_MS);
      const [entered, seconds, micros] = Array.isArray(answer) ? answer.map(Number) : [];
      if (entered === 1) return clock?.() ?? msOf(seconds, micros);
      if (performance.now() >= giveUpAt) return null;
      await pause(1 + Math.random() * 8);
    }
  };
  const commit = async (token: string, commands: readonly unknown[], leave: boolean): Promise<void> => {
    const version = Number(
      await redis.eval(
        COMMIT,
        5,
        keys.section,
        keys.eventId,
        keys.events,
        keys.version,
        keys.changed,
        token,
        JSON.stringify(commands),
        leave ? '1' : '0',
      ),
    );
    if (version < 0) throw new CcxError('lock_timeout', 'A change of the queue took too long and was given up.');
    seen = Math.max(seen, version);
  };
  const run = async <T>(change: (by: Change) => Promise<T>, patienceMs: number): Promise<T | null> => {
    const token = randomUUID();
    const now = await enter(token, patienceMs);
    if (now === null) return null;
    const commands: (readonly string[])[] = [];
    const renewal = setInterval(() => {
      redis.eval(RENEW, 1, keys.section, token, SECTION_MS).catch(() => {});
    }, RENEW_MS);
    try {
      const value = await change({
        now,
        put: (...command) => void commands.push(command.map(String)),
        tell: (kind, item, detail = {}) => {
          commands.push(['EVENT', JSON.stringify({ at: now, item, kind, detail: cleaned(detail) })]);
        },
        save: () => commit(token, commands.splice(0), false),
      });
      await commit(token, commands.splice(0), true);
      return value;
    } catch (error) {
      // Nothing of what was not saved is done.
      await commit(token, [], true).catch(() => {});
      throw error;
    } finally {
      clearInterval(renewal);
    }
  };
  return {
    within: (change) => {
      const mine = last.then(() => run(async (by) => [await change(by)] as const, PATIENCE_MS));
      last = mine.catch(() => {});
      return mine.then((done) => {
        if (done === null) throw new CcxError('lock_timeout', 'Somebody else keeps the queue busy.');
        return done[0];
      });
    },
    withinIfFree: async (change) => void (await run(change, 0)),
    now: async () => {
      if (clock !== null) return clock();
      const [seconds, micros] = await redis.time();
      return msOf(Number(seconds), Number(micros));
    },
    get seen() {
      return seen;
    },
  };
}

function msOf(seconds = 0, micros = 0): number {
  return seconds * 1000 + Math.floor(micros / 1000);
}

function cleaned(detail: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [name, typeof value === 'string' ? clean(value) : value]),
  );
}
