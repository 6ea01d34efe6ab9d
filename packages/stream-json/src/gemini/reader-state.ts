import type { LimitSignal } from '@ccx/contracts';
import { RetryLines } from './retry.ts';

/** What the lines of one process must know of each other. Grows with open calls and with the turn's text. */
export interface ReaderState {
  sessionId: string | null;
  /** The model that was asked for; `null` where the CLI chooses. */
  model: string | null;
  /** The tools of calls that have no result yet. */
  readonly openCalls: Map<string, string>;
  readonly retries: RetryLines;
  /** stderr tells of a quota that ended the run; its fields follow on later lines. */
  inQuotaError: boolean;
  /** The last limit that stderr told. */
  limit: LimitSignal | null;
  turn: TurnFacts;
  results: number;
}

/** What was said since the last result. */
export interface TurnFacts {
  /** The pieces of the answer: it never comes whole. */
  readonly text: string[];
  /** Errors that did not end the turn by themselves. */
  readonly errors: string[];
  toolCalls: number;
}

export function newTurn(): TurnFacts {
  return { text: [], errors: [], toolCalls: 0 };
}

export function newReaderState(): ReaderState {
  return {
    sessionId: null,
    model: null,
    openCalls: new Map(),
    retries: new RetryLines(),
    inQuotaError: false,
    limit: null,
    turn: newTurn(),
    results: 0,
  };
}
