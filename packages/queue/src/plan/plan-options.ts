import type { Clock, Instant, RunLedger, WorkItem } from '@ccx/contracts';
import type { Backlog, WorkHold } from '../backlog.ts';
import type { QueueLimits } from '../limits.ts';
import type { ManagerConfig } from '../manager/config.ts';
import type { LookingRouter, NeedOf } from '../manager/manager-options.ts';

export interface PlanOptions {
  /** What has not ended. */
  readonly items: readonly WorkItem[];
  readonly holds: readonly WorkHold[];
  readonly limits: Partial<QueueLimits>;
  readonly config: ManagerConfig;
  readonly need: NeedOf;
  /** A router whose time is that of the plan, and whose runs are those of the plan. */
  readonly router: (ports: { readonly clock: Clock; readonly ledger: RunLedger }) => LookingRouter;
  readonly now: Instant;
  /** How long an item takes, in milliseconds; `null` is unknown, then ten minutes are guessed. */
  readonly estimate: (item: WorkItem) => number | null;
  /** Types that need no agent. @default ['command'] */
  readonly agentless?: readonly string[];
  /** What was truly spent, for the caps. @default nothing */
  readonly spent?: Backlog['spent'];
  /** What truly ran, for the router. @default nothing */
  readonly recent?: RunLedger['recent'];
  /** How far to look ahead, in milliseconds. @default 7 days */
  readonly horizonMs?: number;
  /** How often time may move on before the plan is cut short. @default 20_000 */
  readonly maxSteps?: number;
}

/** What will run where and when, as far as is known now: no run fails, and nobody else uses anything up. */
export interface Plan {
  /** In the order in which they begin; last those of which that is not known. */
  readonly entries: readonly PlanEntry[];
  /** Why the plan ends before everything has run; `null`: it does not. */
  readonly endsAt: 'horizon' | 'steps' | null;
}

export interface PlanEntry {
  readonly item: WorkItem;
  /** `null`: not within the plan, or not before a person acts. */
  readonly at: Instant | null;
  readonly until: Instant | null;
  /** The name of the profile, or the account's id where it has none; `null` where no agent is needed, or it does not begin. */
  readonly account: string | null;
  /** What it waits for before it begins; `null`: it begins at once. */
  readonly waitsFor: string | null;
  /** How long it takes is a guess. */
  readonly guessed: boolean;
}
