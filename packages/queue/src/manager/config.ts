import type { AgentKind } from '@ccx/contracts';

/** What a manager may do. Read anew in each round of its loop, so that a change needs no restart. */
export interface ManagerConfig {
  /** `false`: nothing is detected and nothing is claimed; housekeeping goes on and the queue stays as it is. */
  readonly enabled: boolean;
  /** Whose accounts are used: all, those of one agent, or none (then only work without an agent is done). */
  readonly agent: 'auto' | AgentKind | 'none';
  /** Runs of agents at once, of this manager alone. @default 4 */
  readonly concurrency: number;
  /** Items without an agent at once; they take none of the places above. @default 4 */
  readonly agentlessConcurrency: number;
  /** Between two scans of one handler, and between two rounds of housekeeping. @default 5 minutes */
  readonly detectEveryMs: number;
  /** How long after an account's return it is used: the vendors' clocks are not ours. @default 2 minutes */
  readonly marginMs: number;
  /** How much of each window stays free for the person, 0 to 100; `null` is what the profiles say. @default null */
  readonly keepPercent: number | null;
  /** How long what has ended is kept, with its attempts and events, in milliseconds; `null`: for ever. @default 90 days */
  readonly keepEndedMs: number | null;
  readonly caps: WorkCaps;
}

/** What unattended work may use up. `null` caps nothing. */
export interface WorkCaps {
  /** US dollars from midnight to midnight in `timeZone`. @default null */
  readonly usdPerDay: number | null;
  /** Starts of agents within any 60 minutes. @default null */
  readonly itemsPerHour: number | null;
  /** The hours in which work may begin, e.g. `22:00-07:00`. @default null */
  readonly hours: string | null;
  /** Whose clock the hours and days follow, e.g. `Europe/Berlin`. @default UTC */
  readonly timeZone: string;
  /** After so many failures in a row that read alike the whole queue is held until a person frees it. @default 3 */
  readonly equalFailures: number | null;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export const DEFAULT_CONFIG: ManagerConfig = {
  enabled: true,
  agent: 'auto',
  concurrency: 4,
  agentlessConcurrency: 4,
  detectEveryMs: 5 * MINUTE_MS,
  marginMs: 2 * MINUTE_MS,
  keepPercent: null,
  keepEndedMs: 90 * DAY_MS,
  caps: { usdPerDay: null, itemsPerHour: null, hours: null, timeZone: 'UTC', equalFailures: 3 },
};
