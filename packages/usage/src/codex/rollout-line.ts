import { type Account, type Instant, totalTokens, type UsageRecord } from '@ccx/contracts';
import { type Fields, fieldsOf, instantOf, parseFields, textOf } from '../line-fields.ts';
import type { LineFound } from '../line-reader.ts';
import { afterMeta, afterTurn, type RolloutState } from './rollout-state.ts';
import { requestUsage } from './token-usage.ts';

/** What one line of a rollout said. */
export interface RolloutLine extends LineFound<RolloutState> {
  readonly skipped?: RolloutSkip;
}

/**
 * - `malformed`: half a line, or no JSON;
 * - `unknown-shape`: tokens that are not counts, or a line without the ids or the time that a record needs;
 * - `copied`: another thread's call, repeated at the head of a fork or of a subagent; its own rollout has it.
 */
export type RolloutSkip = 'malformed' | 'unknown-shape' | 'copied';

/** Whose rollout it is, and whether it lies in `archived_sessions`. */
interface Of {
  readonly account: Account;
  readonly archived: boolean;
}

/** The model of a call before which no `turn_context` named one. */
const UNKNOWN_MODEL = 'unknown';

/** A line without one of these words is none of ours; most bytes of a rollout are in such lines. */
const OURS = /"(?:token_usage_record|token_count|session_meta|turn_context|task_started|UserMessage|user_message)"/;

/**
 * Reads one line of a rollout (Codex 0.169.0: `{ timestamp, ordinal, type, payload }`, observed 2026-11-21).
 *
 * A call is a `token_usage_record`; in rollouts of versions that wrote none (seen in the wild up to 0.145) it is a `token_count` with
 * a new total. The record's id is `<turn_id>/<response_id>`: both are in the line, so that a copy of it has the same id,
 * and a server that counts its responses anew does not repeat it. Calls known by a `token_count` alone have neither, and
 * are `<thread>/<timestamp>`.
 */
export function readRolloutLine(text: string, state: RolloutState, of: Of): RolloutLine {
  if (!OURS.test(text)) return text.trimStart().startsWith('{') ? { state } : { state, skipped: 'malformed' };
  const line = parseFields(text);
  if (line === null) return { state, skipped: 'malformed' };
  const [at, payload] = [instantOf(line['timestamp']), fieldsOf(line['payload'])];
  if (payload === null) return line['type'] === 'token_usage_record' ? { state, skipped: 'unknown-shape' } : { state };
  switch (line['type']) {
    case 'session_meta':
      return { state: afterMeta(state, payload) };
    case 'turn_context':
      return { state: afterTurn(state, payload) };
    case 'token_usage_record':
      return usageLine(payload, at, state, of);
    case 'event_msg':
      return eventLine(payload, at, state, of);
    default:
      return { state };
  }
}

function eventLine(payload: Fields, at: Instant | null, state: RolloutState, of: Of): RolloutLine {
  switch (payload['type']) {
    case 'task_started':
      return { state: afterTurn(state, payload) };
    case 'token_count':
      return countLine(payload, at, state, of);
    case 'item_completed': {
      const item = fieldsOf(payload['item']);
      if (item?.['type'] !== 'UserMessage') return { state };
      return promptLine(textOf(item['id']), at, { ...state, promptItems: true }, of);
    }
    case 'user_message':
      return state.promptItems ? { state } : promptLine(`${state.thread}/${at}`, at, state, of);
    default:
      return { state };
  }
}

function usageLine(payload: Fields, at: Instant | null, state: RolloutState, of: Of): RolloutLine {
  const thread = textOf(payload['thread_id']) ?? state.thread;
  if (thread !== state.thread && state.thread !== null) return { state, skipped: 'copied' };
  const next: RolloutState = { ...state, thread, recorded: true };
  const [turn, response] = [textOf(payload['turn_id']) ?? thread, textOf(payload['response_id']) ?? at];
  const session = textOf(payload['session_id']) ?? state.session ?? thread;
  if (turn === null || session === null) return { state: next, skipped: 'unknown-shape' };
  return call({ ...next, session }, `${turn}/${response}`, payload['usage'], at, of);
}

/** `info` is null where only the limits are told, and its total is the last one's where only they changed. */
function countLine(payload: Fields, at: Instant | null, state: RolloutState, of: Of): RolloutLine {
  const info = fieldsOf(payload['info']);
  if (state.recorded || info === null) return { state };
  if (state.copied) return { state, skipped: 'copied' };
  const total = JSON.stringify(info['total_token_usage'] ?? null);
  if (total === state.total) return { state };
  const next = { ...state, total };
  if (state.thread === null) return { state: next, skipped: 'unknown-shape' };
  return call(next, `${state.thread}/${at}`, info['last_token_usage'], at, of);
}

function call(state: RolloutState, id: string, tokens: unknown, at: Instant | null, of: Of): RolloutLine {
  const usage = requestUsage(tokens);
  if (usage === null || at === null) return { state, skipped: 'unknown-shape' };
  // A context that ran over is told as a total without a request.
  if (totalTokens(usage) === 0) return { state };
  const record: UsageRecord = {
    id,
    account: of.account,
    sessionId: state.session ?? state.thread ?? '',
    at,
    model: state.model ?? UNKNOWN_MODEL,
    usage,
    vendorCostUsd: null,
    cwd: state.cwd,
    gitBranch: state.gitBranch,
    subagentType: state.subagent,
    entrypoint: state.entrypoint,
    speed: null,
    archived: of.archived,
    ...(state.subagent === null ? {} : { sidechain: true }),
  };
  return { state, record };
}

/** Only of main threads: what a subagent is told, another model wrote. */
function promptLine(id: string | null, at: Instant | null, state: RolloutState, of: Of): RolloutLine {
  if (id === null || at === null || state.session === null || state.subagent !== null || state.copied) return { state };
  return { state, turn: { id, account: of.account, sessionId: state.session, at } };
}
