import type { Line } from '../claude/line.ts';
import type { TextStep } from '../scenario/step.ts';
import type { Thread } from './thread.ts';
import type { CodexTokens } from './tokens.ts';

/** Why a turn failed: the words, and the rollout's `codex_error_info`. */
export interface TurnFailure {
  readonly message: string;
  readonly info: unknown;
}

/** How a turn ended. */
export type TurnEnd =
  | { readonly is: 'done' | 'interrupted' }
  | { readonly is: 'failed'; readonly failure: TurnFailure };

/** A request failed and is made again. */
export interface RetryNotice {
  readonly message: string;
  readonly cause: string;
  /** `codex_error_info` of the cause. */
  readonly info: unknown;
}

/** How fast a text comes, where it comes in pieces. */
export type Pace = Pick<TextStep, 'pieceLength' | 'every'>;

/** Where a turn speaks: one for `exec`, one for the app-server, one for the screen. */
export interface Sink {
  /** The prompt was taken, and the turn begins. */
  began(thread: Thread): Promise<void>;
  /** An item as `exec --json` writes it; `id` is the one that the model gave it. */
  item(event: 'started' | 'completed', item: Line, id: string, pace?: Pace): Promise<void>;
  retrying(notice: RetryNotice): Promise<void>;
  /** A request was answered: the thread's tokens, and its own. */
  counted(total: CodexTokens, last: CodexTokens): void;
  /** One `rate_limits` object of the rollout. */
  limited(limits: Line): void;
  ended(thread: Thread, end: TurnEnd): Promise<void>;
  /** A line that a scenario wants said as it is. */
  line(line: Line): Promise<void>;
}
