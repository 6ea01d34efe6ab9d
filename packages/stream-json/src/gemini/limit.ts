import { instantFromMs, type Instant, type LimitSignal, parseResetTime } from '@ccx/contracts';

/** Gemini CLI waits by itself for a server that asks for less; what lies beyond, it gives up on. */
const LONGEST_WAIT_MS = 300_000;

/** The CLI's own fields and sentences about when it may go on. */
const DELAY_MS = /\bretryDelayMs: (?<ms>\d+(?:\.\d+)?)\b/;
const RESET_AFTER = /\bquota will reset (?:after|in) (?<when>(?:\d+(?:\.\d+)?[dhms] ?)+)/i;
const SUGGESTED = /\bSuggested retry after (?<seconds>\d+(?:\.\d+)?)s\b/;

/** How the CLI itself says that a quota ended or held up a run; what the API says may be anybody's words. */
const SAYS_LIMIT =
  /(?:^|: "?)You have exhausted your (?:daily quota|capacity) on this model\b|\bTerminalQuotaError: |^Suggested retry after \d/m;

/** Whether a text holds a sentence about a quota that only Gemini CLI writes. */
export function namesGeminiLimit(text: string): boolean {
  return SAYS_LIMIT.test(text);
}

/** Whether a text asks for a wait that no request rate explains. */
export function asksForALongWait(text: string): boolean {
  return Number(SUGGESTED.exec(text)?.groups?.['seconds'] ?? 0) * 1000 > LONGEST_WAIT_MS;
}

/** A wait after which the CLI goes on by itself is a matter of minutes; a longer one is a window's reset. */
export function isLongWait(delayMs: number): boolean {
  return delayMs > LONGEST_WAIT_MS;
}

/** What is known of a limit beside the text that told it. */
export interface AboutLimit {
  readonly now: Instant;
  readonly timeZone: string;
  /** The model that was limited; `null` where nothing names it. */
  readonly model: string | null;
  /** How long the CLI is going to sleep: counts where the text says no reset. */
  readonly delayMs?: number;
}

/** The signal of a text that was recognised as a reached quota. Gemini's quotas are counted by model and day. */
export function limitOfText(text: string, { now, timeZone, model, delayMs }: AboutLimit): LimitSignal {
  const named = model ?? modelIn(text);
  const reset = resetOf(text, now, timeZone) ?? (delayMs === undefined ? null : after(delayMs, `${delayMs}ms`, now));
  return {
    verdict: 'rejected',
    windowId: named === null ? null : `daily:${named}`,
    appliesTo: named,
    resetsAt: reset?.at ?? null,
    resetRaw: reset?.raw ?? null,
    usingExtra: false,
    windows: [],
    basis: reset?.isField === true ? 'structured' : 'text',
    observedAt: now,
  };
}

interface Reset {
  readonly at: Instant | null;
  readonly raw: string;
  readonly isField: boolean;
}

function resetOf(text: string, now: Instant, timeZone: string): Reset | null {
  const ms = DELAY_MS.exec(text)?.groups?.['ms'];
  if (ms !== undefined) return { ...after(Number(ms), `retryDelayMs: ${ms}`, now), isField: true };
  const when = RESET_AFTER.exec(text)?.groups?.['when']?.trim();
  if (when !== undefined) return { at: parseResetTime(`in ${when}`, { now, timeZone }), raw: when, isField: false };
  const seconds = SUGGESTED.exec(text)?.groups?.['seconds'];
  // The seconds of a request rate say nothing of the day's window.
  if (seconds !== undefined && asksForALongWait(text)) return after(Number(seconds) * 1000, `${seconds}s`, now);
  return null;
}

function after(ms: number, raw: string, now: Instant): Reset {
  return { at: instantFromMs(Date.parse(now) + Math.round(ms)), raw, isField: false };
}

/** A model that a text names as the one that was limited, not one to which the CLI switches. */
function modelIn(text: string): string | null {
  return /\b(?:models\/|for model "?|"model": ?")(?<model>gemini-[\w.-]*\w)/i.exec(text)?.groups?.['model'] ?? null;
}
