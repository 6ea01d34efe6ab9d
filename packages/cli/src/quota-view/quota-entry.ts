import type { Account, Instant, QuotaProblem, QuotaReading, QuotaState } from '@ccx/contracts';
import { roomOf, type ProbeResult, type SourceTry } from '@ccx/quota-probe';

/** One account as `ccx quota --json` prints it. */
export interface QuotaEntry {
  readonly name: string;
  readonly account: Account;
  /** The last numbers, also where asking again has failed; without any, why there are none. */
  readonly reading: QuotaReading;
  /** Why the last question gave no number; `null` where it did, or where nothing was asked yet. */
  readonly problem: QuotaProblem | null;
  /** A window that limits every run is used up. */
  readonly exhausted: boolean;
  /** When it has room again; `null` where it has, or where nobody says it. */
  readonly backAt: Instant | null;
  /** What was asked, from cheap to dear. */
  readonly tried: readonly SourceTry[];
}

export function entryOf(
  name: string,
  account: Account,
  { reading, state, tried }: ProbeResult,
  now: Instant,
): QuotaEntry {
  const good = reading.ok ? reading.snapshot : state.good;
  const problem = reading.ok ? state.problem : newsOf(reading.problem, state.problem);
  const { exhausted, backAt } = roomOf(good, { now });
  return {
    name,
    account,
    reading: good !== null ? { ok: true, snapshot: good } : problem !== null ? { ok: false, problem } : reading,
    problem,
    exhausted,
    backAt,
    tried,
  };
}

/** That a source was asked a minute ago is no news to whoever can be told what it said then. */
function newsOf(now: QuotaProblem, then: QuotaProblem | null): QuotaProblem {
  return now.code === 'recently-asked' && then !== null ? then : now;
}

/** What is remembered, before anybody was asked; `null` where that is nothing. */
export function rememberedEntry(name: string, state: QuotaState, now: Instant): QuotaEntry | null {
  if (state.good === null) return null;
  return entryOf(name, state.account, { reading: { ok: true, snapshot: state.good }, state, tried: [] }, now);
}

/** Nobody waited for an answer any longer, and nothing is remembered. */
export function unanswered(name: string, account: Account, why: 'cancelled' | 'timeout', now: Instant): QuotaEntry {
  const detail = why === 'cancelled' ? 'The question was cancelled.' : 'There was no answer in time.';
  const problem = { code: why, detail, at: now, retryAt: null };
  return { name, account, reading: { ok: false, problem }, problem, exhausted: false, backAt: null, tried: [] };
}
