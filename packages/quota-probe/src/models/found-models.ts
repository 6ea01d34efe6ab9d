import type { Account, Clock, Env, ModelDiscovery, QuotaProblem } from '@ccx/contracts';
import type { Command } from '../process/find-cli.ts';

/** What a CLI says of its models. */
export type FoundModels = Pick<ModelDiscovery, 'models' | 'aliases' | 'reasoningLevels' | 'cliVersion' | 'source'>;

/** A list of models, or why there is none. */
export type ModelsAnswer =
  | { readonly ok: true; readonly found: FoundModels }
  | { readonly ok: false; readonly problem: QuotaProblem };

export interface ModelsQuestion {
  readonly account: Account;
  readonly cli: Command;
  /** Complete: nothing is added. */
  readonly env: Env;
  /** Where the CLI is started. */
  readonly folder: string;
  /** `folder` is ccx's own empty one: trust in it means nothing, and what is left of it belongs to nobody. */
  readonly own: boolean;
  /** Also look at a screen whose start may open a window of the plan. */
  readonly mayOpenWindow: boolean;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** One agent's way to tell its models, without a turn. Rejects only when the signal is aborted. */
export type AskModels = (question: ModelsQuestion) => Promise<ModelsAnswer>;
