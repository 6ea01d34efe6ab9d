import type { Account, Clock, QuotaSnapshot } from '@ccx/contracts';
import type { ProbeResult } from '../probe-quota.ts';
import { systemClock } from '../system-clock.ts';
import { levelCrossings, levelOf, type LevelCrossing } from './level.ts';

export interface WatchQuotaOptions {
  readonly accounts: readonly Account[];
  /** Answers from what is remembered, and asks an agent only where that is too old: it is called every `everyMs`. */
  readonly ask: (account: Account, signal: AbortSignal) => Promise<ProbeResult>;
  /** @default 10_000 */
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** An account whose quota is another one than before. */
export interface QuotaChange {
  readonly account: Account;
  readonly result: ProbeResult;
  /** The level that was crossed with it; `null`: none. */
  readonly crossed: LevelCrossing | null;
}

const EVERY_MS = 10_000;

/**
 * Each account once at the beginning, and then whenever something about its quota is new: a number, a reset, a state, a
 * problem. It ends when `signal` is aborted.
 *
 * @example
 * for await (const { account, result, crossed } of watchQuota({ accounts, ask })) console.log(account.id, crossed);
 */
export async function* watchQuota({
  accounts,
  ask,
  everyMs = EVERY_MS,
  signal = new AbortController().signal,
  clock = systemClock,
}: WatchQuotaOptions): AsyncGenerator<QuotaChange, void, undefined> {
  const watched = accounts.map((account) => ({ account, crossing: levelCrossings(), meaning: '' }));
  try {
    for (;;) {
      const results = await Promise.all(watched.map(({ account }) => ask(account, signal)));
      for (const [at, result] of results.entries()) {
        const one = watched[at];
        if (one === undefined) continue;
        const snapshot = snapshotIn(result);
        const meaning = meaningOf(result);
        const crossed = one.crossing(levelOf(snapshot, clock.now()));
        if (meaning === one.meaning && crossed === null) continue;
        one.meaning = meaning;
        yield { account: one.account, result, crossed };
      }
      await clock.sleep(everyMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function snapshotIn({ reading, state }: ProbeResult): QuotaSnapshot | null {
  return reading.ok ? reading.snapshot : state.good;
}

/** Without the times at which it was read. */
function meaningOf(result: ProbeResult): string {
  const windows = (snapshotIn(result)?.windows ?? []).map((window) => [
    window.id,
    window.usedPercent,
    window.amount,
    window.resetsAt,
    window.state,
  ]);
  return JSON.stringify([windows, result.reading.ok ? null : result.reading.problem.code]);
}
