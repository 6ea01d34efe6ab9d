import type { AgentEventBody, Instant, LimitSignal } from '@ccx/contracts';
import { type JsonObject } from '../json-fields.ts';
import { limitSignal } from './limit.ts';
import { TaskBook } from './tasks.ts';
import { newTurn, type TurnFacts } from './turn.ts';

/** What the lines of one process must know of each other. Grows with open calls, denials and subagents, not with lines. */
export interface ReaderState {
  readonly tasks: TaskBook;
  turn: TurnFacts;
  /** Per subagent, the call whose usage was told last: the blocks of one message repeat it. */
  readonly usageTold: Map<string | null, string>;
  /** Per subagent, the usage with which the call under way began. */
  readonly callBegan: Map<string | null, { readonly usage: JsonObject; readonly model: string | null }>;
  /** Calls that were told as denied. */
  readonly denied: Set<string>;
  /** What was answered to the model for calls that a rule or a hook refused. */
  readonly refusals: Map<string, string>;
  results: number;
}

export function newReaderState(): ReaderState {
  return {
    tasks: new TaskBook(),
    turn: newTurn(),
    usageTold: new Map(),
    callBegan: new Map(),
    denied: new Set(),
    refusals: new Map(),
    results: 0,
  };
}

/** The limit event of a `rate_limit_info`, noted for the turn's result. */
export function limitEvent(info: JsonObject, state: ReaderState, at: Instant): AgentEventBody {
  const limit = limitSignal(info, at);
  state.turn.limit = limit;
  return { type: 'limit', limit };
}

/** Whether two signals say the same of the same window, whenever they were seen and whatever else they carry. */
export function sameLimit(a: LimitSignal | null, b: LimitSignal): boolean {
  return a !== null && a.verdict === b.verdict && a.windowId === b.windowId && a.resetsAt === b.resetsAt;
}
