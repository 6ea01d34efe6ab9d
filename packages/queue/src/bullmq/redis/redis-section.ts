import type { Redis } from 'ioredis';
import type { Step } from '../records.ts';
import type { Server } from '../server.ts';

const ENTER = `
local entered = redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
local time = redis.call('time')
return {entered and 1 or 0, time[1], time[2]}`;

const RENEW = `
if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0`;

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

/** Who changes the queue holds a key that expires; what is changed is one script. */
export function redisSection(
  redis: Redis,
  keyOf: (table: string) => string,
  lockOf: (bucket: string, id: string) => string,
): Pick<Server, 'now' | 'enter' | 'renew' | 'commit' | 'version'> {
  const section = keyOf('section');
  const commandOf = (step: Step): readonly (string | number)[] => {
    switch (step[0]) {
      case 'set':
        return ['HSET', keyOf(step[1]), step[2], step[3]];
      case 'unset':
        return ['HDEL', keyOf(step[1]), step[2]];
      case 'count':
        return ['HINCRBY', keyOf(step[1]), step[2], step[3]];
      case 'rank':
        return ['ZADD', keyOf(step[1]), step[3], step[2]];
      case 'unrank':
        return ['ZREM', keyOf(step[1]), step[2]];
      case 'unrank-to':
        return ['ZREMRANGEBYSCORE', keyOf(step[1]), '-inf', step[2]];
      case 'event':
        return ['EVENT', step[1]];
      case 'forget':
        return ['XDEL', keyOf('events'), `${step[1]}-0`];
      case 'lock':
        return ['SET', lockOf(step[1], step[2]), step[3], 'PX', step[4]];
      default:
        return step satisfies never;
    }
  };
  return {
    now: async () => {
      const [seconds, micros] = await redis.time();
      return msOf(Number(seconds), Number(micros));
    },
    enter: async (token, ms) => {
      const answer = await redis.eval(ENTER, 1, section, token, ms);
      const [entered, seconds, micros] = Array.isArray(answer) ? answer.map(Number) : [];
      return entered === 1 ? msOf(seconds, micros) : null;
    },
    renew: async (token, ms) => void (await redis.eval(RENEW, 1, section, token, ms)),
    commit: async (token, steps, leave) => {
      const keys = [section, keyOf('eventId'), keyOf('events'), keyOf('version'), keyOf('changed')];
      const commands = JSON.stringify(steps.map((step) => commandOf(step).map(String)));
      const version = Number(await redis.eval(COMMIT, keys.length, ...keys, token, commands, leave ? '1' : '0'));
      return version < 0 ? null : version;
    },
    version: async () => Number((await redis.get(keyOf('version'))) ?? 0),
  };
}

function msOf(seconds = 0, micros = 0): number {
  return seconds * 1000 + Math.floor(micros / 1000);
}
