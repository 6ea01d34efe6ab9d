/** What a queue allows. Every number can be set by a person; none is ever passed in silence. */
export interface QueueLimits {
  /** Items that wait, are delayed or held. @default 10_000 */
  readonly cap: number;
  /** Items that run at once, in all. @default 4 */
  readonly running: number;
  /** Items of one limit key that run at once. @default 1 */
  readonly perKey: number;
  /** Items of one lane that run at once; a lane that is not named has no limit of its own. @default none */
  readonly perLane: Readonly<Record<string, number>>;
  /** Starts within any 60 minutes. @default 60 */
  readonly startsPerHour: number;
  /** Tries that may fail before an item is dead. @default 3 */
  readonly maxAttempts: number;
  /** Workers that may be lost over an item before it is dead. @default 3 */
  readonly maxStalls: number;
  /** Between a failed try and the next: the first wait, doubled each time, up to a longest. @default 1 minute to 1 hour */
  readonly backoff: Backoff;
  /** The same for a key whose items fail again and again, from its third failure on. @default 5 minutes to 1 hour */
  readonly park: Backoff;
  /** The largest payload, as JSON. @default 256 KiB */
  readonly payloadBytes: number;
  /** The largest result, as JSON. @default 256 KiB */
  readonly resultBytes: number;
}

/** A wait that grows by `factor` with each failure. */
export interface Backoff {
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /** The part of a wait that is left to chance, from 0 to 1. */
  readonly jitter: number;
}

const MINUTE_MS = 60_000;

export const DEFAULT_LIMITS: QueueLimits = {
  cap: 10_000,
  running: 4,
  perKey: 1,
  perLane: {},
  startsPerHour: 60,
  maxAttempts: 3,
  maxStalls: 3,
  backoff: { firstMs: MINUTE_MS, factor: 2, maxMs: 60 * MINUTE_MS, jitter: 0.2 },
  park: { firstMs: 5 * MINUTE_MS, factor: 2, maxMs: 60 * MINUTE_MS, jitter: 0 },
  payloadBytes: 256 * 1024,
  resultBytes: 256 * 1024,
};
