import type { Account, Clock, Instant } from '@ccx/contracts';
import type { ProbeResult } from '../probe-quota.ts';
import { roomOf } from '../room.ts';
import { systemClock } from '../system-clock.ts';

export interface WaitForRoomOptions {
  /** The first of these that has room ends the waiting. */
  readonly accounts: readonly Account[];
  /** `confirm`: numbers from before now do not count. */
  readonly ask: (
    account: Account,
    how: { readonly confirm: boolean; readonly signal: AbortSignal },
  ) => Promise<ProbeResult>;
  /** Room is where no window is fuller than this. @default below 100 */
  readonly until?: number;
  /** Told what is waited for, whenever that is new. */
  readonly onWait?: (waiting: RoomWait) => void;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** What is waited for. */
export interface RoomWait {
  /** Which account is asked again first, */
  readonly account: Account;
  /** and when: two minutes after its reset, or in a while where it does not say one. */
  readonly until: Instant;
}

export type RoomFound =
  | { readonly is: 'room'; readonly account: Account; readonly result: ProbeResult }
  /** None of the accounts will ever say that it has room, e.g. because nobody is logged in. */
  | { readonly is: 'hopeless'; readonly results: readonly ProbeResult[] };

/** The vendors' clocks are not ours, and a window that starts anew is not free for everybody in the same second. */
const AFTER_RESET_MS = 2 * 60_000;
/** How often to look where nobody says when there is room again: no more than the background may ask. */
const LOOK_EVERY_MS = 15 * 60_000;
/** A machine that slept must not sleep on. */
const NAP_MS = 30_000;
/** No window is behind these, so that there is nothing to wait for. */
const ALWAYS_ROOM: ReadonlySet<string> = new Set(['not-a-subscription']);
const HOPELESS: ReadonlySet<string> = new Set([
  'cli-missing',
  'cli-too-old',
  'not-logged-in',
  'auth-expired',
  'unsupported',
]);

/**
 * Waits until an account has room: until two minutes after the reset that is known, and then for one reading that
 * confirms it.
 *
 * @throws the reason of `signal` when that is aborted
 */
export async function waitForRoom({
  accounts,
  ask,
  until,
  onWait,
  signal = new AbortController().signal,
  clock = systemClock,
}: WaitForRoomOptions): Promise<RoomFound> {
  const states = accounts.map((account) => ({ account, askAt: clock.now(), confirm: false }));
  let told = '';
  for (;;) {
    const due = states.filter(({ askAt }) => askAt <= clock.now());
    const results = await Promise.all(due.map(({ account, confirm }) => ask(account, { confirm, signal })));
    for (const [at, result] of results.entries()) {
      const one = due[at];
      if (one === undefined) continue;
      const next = nextLook(result, { now: clock.now(), ...(until !== undefined && { until }) });
      if (next === null) return { is: 'room', account: one.account, result };
      one.confirm = true;
      one.askAt = next;
    }
    if (results.length === states.length && results.every(isHopeless)) return { is: 'hopeless', results };
    const first = states.toSorted((a, b) => a.askAt.localeCompare(b.askAt))[0];
    if (first === undefined) return { is: 'hopeless', results: [] };
    if (told !== `${first.account.id} ${first.askAt}`) onWait?.({ account: first.account, until: first.askAt });
    told = `${first.account.id} ${first.askAt}`;
    const leftMs = Date.parse(first.askAt) - Date.parse(clock.now());
    await clock.sleep(Math.max(0, Math.min(leftMs, NAP_MS)), signal);
  }
}

/** When to look again; `null`: there is room. */
function nextLook({ reading }: ProbeResult, about: { readonly now: Instant; readonly until?: number }): Instant | null {
  const inAWhile = later(about.now, LOOK_EVERY_MS);
  if (!reading.ok) {
    if (ALWAYS_ROOM.has(reading.problem.code)) return null;
    const { retryAt } = reading.problem;
    return retryAt !== null && retryAt > about.now ? retryAt : inAWhile;
  }
  const { exhausted, usedPercent, backAt } = roomOf(reading.snapshot, about);
  const { until = 100 } = about;
  if (!exhausted && usedPercent !== null && (until >= 100 || usedPercent <= until)) return null;
  return backAt === null ? inAWhile : later(backAt, AFTER_RESET_MS);
}

function isHopeless({ reading }: ProbeResult): boolean {
  return !reading.ok && HOPELESS.has(reading.problem.code);
}

function later(at: Instant, ms: number): Instant {
  return new Date(Date.parse(at) + ms).toISOString();
}
