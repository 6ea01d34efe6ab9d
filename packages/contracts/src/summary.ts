import type { Billing } from './account.ts';
import type { Failure } from './failure.ts';
import type { LimitSignal } from './quota.ts';
import type { Usage } from './usage.ts';

/** What a run's events amount to. */
export interface RunSummary {
  /** The vendor's id, to resume by; `null` where none was said. */
  readonly sessionId: string | null;
  /** The model that answered, as the vendor names it. */
  readonly model: string | null;
  /** The answer: the last result's text, else the top-level text that was said. */
  readonly text: string;
  /** The answer under a JSON schema, parsed; `null` without one. */
  readonly structured: unknown;
  /** This run's tokens, not the session's; `null` where the vendor did not say. */
  readonly usage: Usage | null;
  /** This run's US dollars; `null` is unknown. */
  readonly costUsd: number | null;
  /** Who computed `costUsd`: the vendor's CLI, ccx from a price table, or nobody. */
  readonly costBasis: 'vendor' | 'priced' | 'none';
  /** Who paid, where the agent's own output proves it; absent or `null` is unknown. */
  readonly billing?: Billing | null;
  /** As the vendor counts them; `null` is unknown. */
  readonly numTurns: number | null;
  /** Calls that the events showed. */
  readonly toolCalls: number;
  /** Whether a tool that may have changed something was called, as far as the events show. */
  readonly effects: 'none' | 'possible';
  /** Every signal, oldest first. */
  readonly limits: readonly LimitSignal[];
  /** Tools that were refused: unattended work that met one is not done. */
  readonly permissionDenials: readonly { readonly tool: string; readonly reason: string }[];
  /** The vendor's own verdict, as it stood on the last result. */
  readonly verdict: {
    readonly isError: boolean;
    readonly subtype: string | null;
    readonly terminalReason: string | null;
  };
  /** The vendor's statistics of the last result, as they came. */
  readonly vendorStats: unknown;
  /** `null` for a run that succeeded. */
  readonly failure: Failure | null;
  /** A terminal event was seen. */
  readonly ended: boolean;
  /** Lines that no rule knew. */
  readonly unknownEvents: number;
}

/** Of a run of which nothing was heard, not even that it ended. */
export const NOTHING_SAID: RunSummary = {
  sessionId: null,
  model: null,
  text: '',
  structured: null,
  usage: null,
  costUsd: null,
  costBasis: 'none',
  numTurns: null,
  toolCalls: 0,
  effects: 'none',
  limits: [],
  permissionDenials: [],
  verdict: { isError: false, subtype: null, terminalReason: null },
  vendorStats: null,
  failure: null,
  ended: false,
  unknownEvents: 0,
};
