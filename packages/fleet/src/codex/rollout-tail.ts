import type { Instant } from '@ccx/contracts';
import { type Fields, fieldsOf, instantOf, textOf } from '../fields.ts';

/** What the end of a rollout says about the last turn. */
export interface RolloutTold {
  readonly turn: 'running' | 'done' | 'aborted' | 'failed';
  /** When that began; `null` is unknown. */
  readonly since: Instant | null;
  /** When the last line was written. */
  readonly observedAt: Instant | null;
  /** The vendor's word for what went wrong. */
  readonly error: string | null;
  /** Whether that is a usage limit; a plan without Codex has the same word. */
  readonly isLimit: boolean;
  /** Whether the person may be asked; `null` is unknown. */
  readonly asks: boolean | null;
  /** The newest tool call without an output. */
  readonly call: { readonly tool: string; readonly at: Instant | null } | null;
  /** When the windows that are used up come back, in milliseconds since 1970; `null` is unknown. */
  readonly resetsAtMs: number | null;
}

interface Draft {
  turn: RolloutTold['turn'] | null;
  since: Instant | null;
  error: string | null;
  isLimit: boolean;
  asks: boolean | null;
  readonly calls: Map<string, { tool: string; at: Instant | null }>;
  /** By the vendor's name of the limit: when its used-up windows come back. */
  readonly resets: Map<string, number>;
}

/**
 * Reads lines `{ timestamp, ordinal, type, payload }` of a rollout (Codex 0.169.0, 2026-11-21); `null` where none of them
 * is of a turn. Each was in the file within 10 ms of its time, with two exceptions that make nothing untrue: an answer is
 * written when it is whole, and a call with the answer that asks for it.
 *
 * There is no line for an approval that is waited for. Elsewhere in these lines: the model in `turn_context.model`, the
 * branch in `session_meta.git.branch`, tokens in `token_usage_record` and `token_count.info`.
 */
export function readRolloutTail(lines: readonly Fields[]): RolloutTold | null {
  const draft: Draft = {
    turn: null,
    since: null,
    error: null,
    isLimit: false,
    asks: null,
    calls: new Map(),
    resets: new Map(),
  };
  let observedAt: Instant | null = null;
  for (const line of lines) {
    const at = instantOf(line['timestamp']);
    const payload = fieldsOf(line['payload']);
    observedAt = at ?? observedAt;
    if (payload === null) continue;
    if (line['type'] === 'event_msg') readEvent(payload, at, draft);
    else if (line['type'] === 'response_item') readItem(payload, at, draft);
    else if (line['type'] === 'turn_context') draft.asks = asksBy(payload['approval_policy']);
  }
  const { turn, since, error, isLimit, asks, calls, resets } = draft;
  if (turn === null) return null;
  const call = [...calls.values()].at(-1) ?? null;
  const resetsAtMs = resets.size === 0 ? null : Math.max(...resets.values());
  return { turn, since, observedAt, error, isLimit, asks, call: turn === 'running' ? call : null, resetsAtMs };
}

function readEvent(payload: Fields, at: Instant | null, draft: Draft): void {
  switch (payload['type']) {
    case 'task_started':
      draft.calls.clear();
      draft.resets.clear();
      return end(draft, 'running', at, null);
    case 'task_complete': {
      const error = fieldsOf(payload['error']);
      if (error === null) return end(draft, 'done', at, null);
      end(draft, 'failed', at, wordOf(error));
      const saysLimit = draft.resets.size > 0 || /usage limit/i.test(textOf(error['message']) ?? '');
      draft.isLimit = draft.error === 'usage_limit_exceeded' && saysLimit;
      return;
    }
    case 'turn_aborted':
      return end(draft, 'aborted', at, null);
    case 'token_count':
      return readLimits(fieldsOf(payload['rate_limits']), draft);
  }
}

function end(draft: Draft, turn: RolloutTold['turn'], at: Instant | null, error: string | null): void {
  draft.turn = turn;
  draft.since = at;
  draft.error = error;
  draft.isLimit = false;
}

/** Items are written in turns only: where the turn's own beginning is farther up, it still runs. */
function readItem(payload: Fields, at: Instant | null, draft: Draft): void {
  draft.turn ??= 'running';
  const id = textOf(payload['call_id']);
  if (id === null) return;
  switch (payload['type']) {
    case 'function_call':
    case 'custom_tool_call':
      draft.calls.set(id, { tool: textOf(payload['name']) ?? 'a tool', at });
      return;
    case 'function_call_output':
    case 'custom_tool_call_output':
      draft.calls.delete(id);
  }
}

/** The word, or the name of the object that says more, such as `response_too_many_failed_attempts`. */
function wordOf(error: Fields): string {
  const info = error['codex_error_info'];
  return textOf(info) ?? Object.keys(fieldsOf(info) ?? {})[0] ?? 'other';
}

function asksBy(policy: unknown): boolean | null {
  return typeof policy === 'string' ? policy !== 'never' : null;
}

/** A reset is in whole seconds since 1970; only a window that is used up holds a session back. */
function readLimits(limits: Fields | null, draft: Draft): void {
  if (limits === null) return;
  const id = textOf(limits['limit_id']) ?? '';
  draft.resets.delete(id);
  for (const window of [fieldsOf(limits['primary']), fieldsOf(limits['secondary'])]) {
    const [used, resets] = [window?.['used_percent'], window?.['resets_at']];
    if (typeof used !== 'number' || used < 100 || typeof resets !== 'number') continue;
    draft.resets.set(id, Math.max(draft.resets.get(id) ?? 0, resets * 1000));
  }
}
