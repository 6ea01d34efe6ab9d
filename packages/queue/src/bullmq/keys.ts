/** Where that lies which BullMQ has no place for, beside its own keys and below the same prefix. */
export interface Keys {
  /** Who changes the queue just now. */
  readonly section: string;
  /** Grows with each change, and is told on `changed`. */
  readonly version: string;
  readonly changed: string;
  /** A stream; the ids are `1-0`, `2-0` … of `eventId`. */
  readonly events: string;
  readonly eventId: string;
  /** The names of BullMQ's queues: a set. */
  readonly buckets: string;
  /** What is known of each item beside its job: a hash by id. */
  readonly items: string;
  /** The ids in their order as texts: a sorted set. */
  readonly ids: string;
  /** Ids by number: a hash; and the last number. */
  readonly numbers: string;
  readonly lastNumber: string;
  /** Ids by dedup key: a hash. An item that ended holds no key, whatever stands here. */
  readonly dedup: string;
  /** Leases by id: a hash. */
  readonly running: string;
  /** When something is to be looked after: ids by time, a sorted set. */
  readonly wake: string;
  /** Items that come earlier than BullMQ would have them: a set. */
  readonly early: string;
  /** Items that wait for a person: a set. */
  readonly asking: string;
  /** Starts of the last hour: tokens by time, a sorted set. */
  readonly starts: string;
  readonly holds: string;
  readonly parks: string;
  readonly totals: string;
  /** Runs by the time of their start, a sorted set; and what they cost, a hash. */
  readonly runs: string;
  readonly costs: string;
}

export function keysOf(prefix: string): Keys {
  const key = (name: keyof Keys): string => `${prefix}:${name}`;
  return {
    section: key('section'),
    version: key('version'),
    changed: key('changed'),
    events: key('events'),
    eventId: key('eventId'),
    buckets: key('buckets'),
    items: key('items'),
    ids: key('ids'),
    numbers: key('numbers'),
    lastNumber: key('lastNumber'),
    dedup: key('dedup'),
    running: key('running'),
    wake: key('wake'),
    early: key('early'),
    asking: key('asking'),
    starts: key('starts'),
    holds: key('holds'),
    parks: key('parks'),
    totals: key('totals'),
    runs: key('runs'),
    costs: key('costs'),
  };
}
