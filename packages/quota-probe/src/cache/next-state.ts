import type {
  Account,
  AccountLogin,
  Instant,
  LimitSignal,
  QuotaReading,
  QuotaSnapshot,
  QuotaState,
} from '@ccx/contracts';
import { hasReset } from '../freshness.ts';
import { disagreement } from './disagreement.ts';
import { mergeSamples, mergeWindows } from './merge-windows.ts';
import { signalWindows } from './signal-windows.ts';

export function nothingKnown(account: Account): QuotaState {
  return { account, good: null, problem: null, samples: [] };
}

/** What is known after a reading: a failed one leaves the numbers where they are. */
export function withReading(state: QuotaState, reading: QuotaReading, now: Instant): QuotaState {
  if (!reading.ok) return { ...state, problem: reading.problem };
  const { account } = state;
  const { windows, login } = reading.snapshot;
  const { good, problem, samples } = isOther(state.good?.login, login) ? nothingKnown(account) : state;
  const before = good?.windows ?? [];
  const named = new Set(windows.map(({ id }) => id));
  // What is past its reset and not named any more says nothing, not even that the window is still there.
  const kept = before.filter((window) => named.has(window.id) || !hasReset(window, now));
  const solved = problem === null || windows.some(({ capturedAt }) => capturedAt >= problem.at);
  return {
    account,
    good: { ...snapshotWith(reading.snapshot, good), account, windows: mergeWindows(kept, windows) },
    problem: disagreement(before, windows, now) ?? (solved ? null : problem),
    samples: mergeSamples(samples, windows),
  };
}

/** What is known after a run has said something; the same state where that was nothing. */
export function withSignal(state: QuotaState, signal: LimitSignal, now: Instant): QuotaState {
  const { account, good, problem, samples } = state;
  const before = good?.windows ?? [];
  const windows = signalWindows(signal, before);
  if (windows.length === 0) return state;
  return {
    account,
    good: { ...(good ?? emptySnapshot(account)), windows: mergeWindows(before, windows) },
    problem: disagreement(before, windows, now) ?? problem,
    samples: mergeSamples(samples, windows),
  };
}

function emptySnapshot(account: Account): QuotaSnapshot {
  return { schemaVersion: 1, account, cliVersion: null, windows: [], plan: null, login: null };
}

/** What this source does not say stays as another one said it. */
function snapshotWith(snapshot: QuotaSnapshot, known: QuotaSnapshot | null): QuotaSnapshot {
  return {
    ...snapshot,
    cliVersion: snapshot.cliVersion ?? known?.cliVersion ?? null,
    plan: snapshot.plan ?? known?.plan ?? null,
    login: snapshot.login ?? known?.login ?? null,
  };
}

/** Somebody else has logged in there: what was known is about another account. */
function isOther(one: AccountLogin | null | undefined, other: AccountLogin | null): boolean {
  const differ = (a: string | null | undefined, b: string | null | undefined): boolean =>
    (a ?? null) !== null && (b ?? null) !== null && a !== b;
  return differ(one?.accountUuid, other?.accountUuid) || differ(one?.email, other?.email);
}
