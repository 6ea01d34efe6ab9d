/** Texts by field. What BullMQ has no place for lies in such tables beside its jobs, on the same server. */
export type TextTable =
  /** What is known of each item beside its job, by id. */
  | 'items'
  /** Ids by number. */
  | 'numbers'
  /** Ids by dedup key. An item that ended holds no key, whatever stands here. */
  | 'dedup'
  /** Leases by id. */
  | 'running'
  | 'holds'
  | 'parks'
  /** What was counted; and the last number that was given. */
  | 'totals'
  /** What runs cost. */
  | 'costs';

/** Fields in the order of a whole number each. */
export type RankTable =
  /** The names of BullMQ's queues. */
  | 'buckets'
  /** All ids, to be found by their beginning. */
  | 'ids'
  /** When something is to be looked after: ids by time. */
  | 'wake'
  /** Items that come earlier than BullMQ would have them. */
  | 'early'
  /** Items that wait for a person. */
  | 'asking'
  /** Starts of the last hour: tokens by time. */
  | 'starts'
  /** Runs by the time of their start. */
  | 'runs';

/** From the least rank on, unless it says otherwise; both bounds are within. */
export interface RankRange {
  readonly from?: number;
  readonly to?: number;
  readonly skip?: number;
  readonly limit?: number;
}

export interface Ranked {
  readonly field: string;
  readonly rank: number;
}

/** Reads what lies beside the jobs. */
export interface Records {
  text(table: TextTable, field: string): Promise<string | null>;
  /** In the order of the fields. */
  texts(table: TextTable, fields: readonly string[]): Promise<readonly (string | null)[]>;
  allTexts(table: TextTable): Promise<ReadonlyMap<string, string>>;
  ranked(table: RankTable, range?: RankRange): Promise<readonly Ranked[]>;
  countRanked(table: RankTable, range?: Pick<RankRange, 'from' | 'to'>): Promise<number>;
  /** The first two fields that begin so: whether a beginning is unmistakable. */
  beginning(table: RankTable, start: string): Promise<readonly string[]>;
  /** Events behind an id, with theirs. */
  events(after: number, limit: number): Promise<readonly { readonly id: number; readonly text: string }[]>;
}

/** One thing that is changed; those of a change are done all together or not at all. */
export type Step =
  | readonly ['set', TextTable, field: string, text: string]
  | readonly ['unset', TextTable, field: string]
  | readonly ['count', TextTable, field: string, by: number]
  | readonly ['rank', RankTable, field: string, rank: number]
  | readonly ['unrank', RankTable, field: string]
  /** Takes away what has that rank or a lower one. */
  | readonly ['unrank-to', RankTable, rank: number]
  | readonly ['event', text: string]
  | readonly ['forget', event: number]
  /** Gives BullMQ's lock of a job that is active to another token, for so many milliseconds from a time on. */
  | readonly ['lock', bucket: string, id: string, token: string, ms: number, now: number];
