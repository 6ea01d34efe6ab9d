import type {
  Clock,
  Instant,
  Manager,
  ManagerStatus,
  Router,
  RunNeed,
  Runner,
  RunResult,
  WorkHandler,
  WorkItem,
  WorkOutcome,
} from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import type { ManagerConfig } from './config.ts';
import type { LookBack } from './look-back.ts';
import type { Pause } from './caps.ts';
import type { LaneLook } from './lanes.ts';

/** A router that can be asked which accounts have room without taking a place. */
export type LookingRouter = Router & Required<Pick<Router, 'look'>>;

/** What of a lane a run needs; `accountId` pins it to one account, e.g. the one that holds a session to resume. */
export type NeedOf = (
  lane: string,
  about: { readonly model: string | null; readonly accountId: string | null; readonly keepPercent?: number | null },
) => Promise<RunNeed>;

export interface ManagerOptions {
  readonly queue: Backlog;
  readonly runner: Runner;
  readonly router: LookingRouter;
  readonly need: NeedOf;
  readonly handlers: readonly WorkHandler[];
  readonly clock: Clock;
  readonly config: () => Promise<ManagerConfig>;
  /** What became of a run that was cut short. Absent: only what the queue itself knows. */
  readonly lookBack?: LookBack;
  /** Told of every claim that was settled. What they throw is said and changes nothing. */
  readonly onComplete?: readonly ((end: WorkEnd) => void)[];
  /** Nothing runs and nothing can be begun before `nextAt`; `null`: not before something changes. */
  readonly onIdle?: (about: { readonly nextAt: Instant | null }) => void;
  /** What a person may want to know: refused leases, failed scans. @default nobody hears it */
  readonly say?: (text: string) => void;
  /** Names this manager in the queue. @default the host's name and the process id */
  readonly worker?: string;
  /** What a session is told that goes on where it was cut short. @default "You were interrupted. Go on where you stopped…" */
  readonly goOnPrompt?: string;
  /** How long a claim holds without a sign of life. @default 60_000 */
  readonly leaseMs?: number;
  /** Between two signs of life. @default 20_000 */
  readonly extendEveryMs?: number;
  /** The longest sleep, so that a suspended machine and a clock that was set are noticed. @default 30_000 */
  readonly napMs?: number;
}

/** How one claim of an item ended. */
export interface WorkEnd {
  readonly item: WorkItem;
  readonly outcome: WorkOutcome;
  /** `stale`: the lease was lost, and the queue kept this only as evidence. */
  readonly settled: 'settled' | 'stale';
  /** The last run; `null` where no agent ran. */
  readonly result: RunResult | null;
  /** All runs of this claim, in US dollars; `null` is unknown, or no agent ran. */
  readonly costUsd: number | null;
  /** From the claim to the settling, in milliseconds. */
  readonly durationMs: number;
}

export interface WorkStatus extends ManagerStatus {
  /** What holds all work back now; absent where nothing does. */
  readonly pausedBy?: Pause;
  /** Lanes with work but without room, as they were last seen. */
  readonly closedLanes: readonly LaneLook[];
}

/** A manager that can be told from outside to look at its queue. */
export interface WorkManager extends Manager {
  /** Claims what may be claimed; never detects. */
  sync(): void;
  status(): Promise<WorkStatus>;
}
