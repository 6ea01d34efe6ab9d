import type { Clock, Runner, WorkHandler } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import type { Board } from './board.ts';
import type { ManagerConfig } from './config.ts';
import type { LookBack } from './look-back.ts';
import type { LookingRouter, NeedOf } from './manager-options.ts';

/** What is needed to work on one item. */
export interface WorkPorts {
  readonly queue: Backlog;
  readonly runner: Runner;
  readonly router: LookingRouter;
  readonly need: NeedOf;
  readonly handlers: ReadonlyMap<string, WorkHandler>;
  readonly clock: Clock;
  readonly config: ManagerConfig;
  readonly board: Board;
  readonly lookBack: LookBack;
  readonly say: (text: string) => void;
  readonly goOnPrompt: string;
  readonly leaseMs: number;
  readonly extendEveryMs: number;
}
