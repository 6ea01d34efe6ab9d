import type { Redis } from 'ioredis';
import type { Ranked, Records } from '../records.ts';

/** Tables of texts are hashes, those of ranks are sorted sets; the events are a stream with the ids `1-0`, `2-0` … */
export function redisRecords(redis: Redis, keyOf: (table: string) => string): Records {
  return {
    text: (table, field) => redis.hget(keyOf(table), field),
    texts: async (table, fields) => (fields.length === 0 ? [] : redis.hmget(keyOf(table), ...fields)),
    allTexts: async (table) => new Map(Object.entries(await redis.hgetall(keyOf(table)))),
    ranked: async (table, { from = '-inf', to = '+inf', skip = 0, limit = -1 } = {}) =>
      pairs(await redis.zrangebyscore(keyOf(table), from, to, 'WITHSCORES', 'LIMIT', skip, limit)),
    countRanked: (table, { from = '-inf', to = '+inf' } = {}) => redis.zcount(keyOf(table), from, to),
    beginning: (table, start) => redis.zrangebylex(keyOf(table), `[${start}`, `[${start}\xff`, 'LIMIT', 0, 2),
    events: async (after, limit) => {
      const entries = await redis.xrange(keyOf('events'), `${after + 1}-0`, '+', 'COUNT', limit);
      return entries.map(([name, [, text = '']]) => ({ id: Number.parseInt(name, 10), text }));
    },
  };
}

function pairs(flat: readonly string[]): readonly Ranked[] {
  return flat.flatMap((field, at) => (at % 2 === 1 ? [] : [{ field, rank: Number(flat[at + 1]) }]));
}
