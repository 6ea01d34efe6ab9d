import { instantFromMs, type Instant, type QuotaProblem, type QuotaReading } from '@ccx/contracts';
import { problem } from '../problem.ts';

/** Who wants to know: a person who said so, a program, or nobody in particular. */
export type Urgency = 'person' | 'normal' | 'background';

/** What an account's usage endpoint was asked lately; Claude's allows about 28 requests an hour. */
export interface Budget {
  /** When the last probe that asked it began. */
  readonly askedAt: Instant | null;
  /** 0 to 1, drawn with each probe: two machines on one account do not stay in step. */
  readonly jitter: number;
  /** How often in a row it gave nothing. */
  readonly failures: number;
  /** Until when nobody asks it. */
  readonly coolsUntil: Instant | null;
}

export const UNSPENT: Budget = { askedAt: null, jitter: 0, failures: 0, coolsUntil: null };

const MINUTE = 60_000;
const APART_MS = { normal: 3 * MINUTE, background: 15 * MINUTE } as const;
const COOLDOWN_MS = 5 * MINUTE;
const LONGEST_COOLDOWN_MS = 60 * MINUTE;
/** By how much of itself a time is made longer at most. */
const JITTER = 0.1;

/** Why the endpoint may not be asked now, and when it may; `null` where it may. */
export function forbidden(budget: Budget, urgency: Urgency, now: Instant): QuotaProblem | null {
  const rests = restsUntil(budget, now);
  const again = askedAgainAt(budget, urgency, now);
  const retryAt = rests !== null && (again === null || rests > again) ? rests : again;
  if (rests !== null) {
    const why = 'The usage endpoint has refused, which says nothing about the account. It is left alone for a while.';
    return problem('cooldown', why, now, retryAt).problem;
  }
  return again === null
    ? null
    : problem('recently-asked', `The usage endpoint was asked at ${budget.askedAt}.`, now, retryAt).problem;
}

/** A time that is further ahead than it can be was written by a clock that was wrong. */
function restsUntil({ coolsUntil }: Budget, now: Instant): Instant | null {
  if (coolsUntil === null || coolsUntil <= now) return null;
  return Date.parse(coolsUntil) - Date.parse(now) <= longer(LONGEST_COOLDOWN_MS, 1) ? coolsUntil : null;
}

function askedAgainAt({ askedAt, jitter }: Budget, urgency: Urgency, now: Instant): Instant | null {
  if (urgency === 'person' || askedAt === null || askedAt > now) return null;
  const again = after(askedAt, urgency === 'background' ? longer(APART_MS.background, jitter) : APART_MS.normal);
  return again === null || again <= now ? null : again;
}

/** What went wrong lately: nothing is started in the background to hear it again. */
export function recentProblem(known: QuotaProblem | null, urgency: Urgency, now: Instant): QuotaProblem | null {
  if (known === null || urgency !== 'background') return null;
  return Math.abs(Date.parse(now) - Date.parse(known.at)) < APART_MS.background ? known : null;
}

/** The budget of a probe that begins now. */
export function charged(budget: Budget, now: Instant, random: () => number = Math.random): Budget {
  return { ...budget, askedAt: now, jitter: random() };
}

/** Codes of a CLI that cannot have asked the endpoint. */
const UNASKED: ReadonlySet<string> = new Set([
  'cli-missing',
  'cli-too-old',
  'not-logged-in',
  'not-a-subscription',
  'unsupported',
]);

/** The budget after a probe for which `spent` was charged. */
export function settled(before: Budget, spent: Budget, reading: QuotaReading, now: Instant): Budget {
  if (reading.ok) return { ...spent, failures: 0, coolsUntil: null };
  const { code, retryAt } = reading.problem;
  if (UNASKED.has(code)) return before;
  const limited = code === 'usage-endpoint-limited';
  if (!limited && code !== 'usage-endpoint-failed') return spent;
  const failures = before.failures + 1;
  // Claude Code's control answer does not tell a 429 from another failure; the second in a row is taken for one.
  if (!limited && failures < 2) return { ...spent, failures };
  const doubled = COOLDOWN_MS * 2 ** Math.min(failures - (limited ? 1 : 2), 10);
  const asSaidMs = retryAt === null ? 0 : Date.parse(retryAt) - Date.parse(now);
  const coolsMs = Math.min(Math.max(doubled, asSaidMs), LONGEST_COOLDOWN_MS);
  return { ...spent, failures, coolsUntil: after(now, longer(coolsMs, spent.jitter)) };
}

function longer(ms: number, jitter: number): number {
  return ms * (1 + JITTER * Math.min(Math.max(jitter, 0), 1));
}

function after(at: Instant, ms: number): Instant | null {
  return instantFromMs(Date.parse(at) + ms);
}
