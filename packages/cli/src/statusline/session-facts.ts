import { instantFromMs, type Instant } from '@ccx/contracts';

/** What a status line can show of a session; `null` is unknown. */
export interface SessionFacts {
  readonly sessionId: string | null;
  readonly model: string | null;
  /** 0 to 100 of the context window, used. */
  readonly contextPercent: number | null;
  readonly costUsd: number | null;
  readonly session: UsedWindow;
  readonly week: UsedWindow;
}

/** One window of the plan. Both `null` once its reset has passed: what was used then says nothing about now. */
export interface UsedWindow {
  readonly usedPercent: number | null;
  readonly resetsAt: Instant | null;
}

const UNKNOWN_WINDOW: UsedWindow = { usedPercent: null, resetsAt: null };

/**
 * What Claude Code hands to its status line, as observed with 2.1.329 on 2026-11-21: one JSON object. Numbers are null
 * before the first response; `rate_limits` comes with it, for subscribers only. Whatever else comes gives nulls.
 */
export function readSessionFacts(text: string, nowMs: number): SessionFacts {
  const input = parsed(text);
  const limits = input['rate_limits'];
  return {
    sessionId: textIn(input, 'session_id'),
    model: textIn(input['model'], 'display_name') ?? textIn(input['model'], 'id'),
    contextPercent: numberIn(input['context_window'], 'used_percentage'),
    costUsd: numberIn(input['cost'], 'total_cost_usd'),
    session: windowIn(fieldsOf(limits)['five_hour'], nowMs),
    week: windowIn(fieldsOf(limits)['seven_day'], nowMs),
  };
}

function windowIn(value: unknown, nowMs: number): UsedWindow {
  const resetMs = resetIn(fieldsOf(value)['resets_at']);
  if (resetMs !== null && resetMs <= nowMs) return UNKNOWN_WINDOW;
  return {
    usedPercent: numberIn(value, 'used_percentage'),
    resetsAt: resetMs === null ? null : instantFromMs(resetMs),
  };
}

/** Seconds since 1970, or a date as text: both were seen. */
function resetIn(value: unknown): number | null {
  const ms = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textIn(value: unknown, name: string): string | null {
  const field = fieldsOf(value)[name];
  return typeof field === 'string' && field.trim() !== '' ? field : null;
}

function numberIn(value: unknown, name: string): number | null {
  const field = fieldsOf(value)[name];
  return typeof field === 'number' && Number.isFinite(field) && field >= 0 ? field : null;
}
