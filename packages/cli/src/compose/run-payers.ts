import { allTries, ccxPaths, instantFromMs, type Account, type Env, type Instant } from '@ccx/contracts';
import { shareHistory } from './shared-history.ts';

const KEPT_MS = 90 * 24 * 3_600_000;

interface Stay {
  readonly account: Account;
  readonly from: Instant;
  /** `null`: it still runs. */
  readonly to: Instant | null;
}

/**
 * On whose login a session ran at a time, by the runs that ccx made: where accounts share one history, a transcript does
 * not say who went on with a session of another. `null` where no accounts share one.
 */
export async function runPayers(
  accounts: readonly Account[],
  env: Env,
  home: string,
): Promise<((sessionId: string, at: Instant) => Account | null) | null> {
  if (!shareHistory(accounts, home)) return null;
  const { createFileLedger } = await import('@ccx/runner/ledger');
  const ledger = createFileLedger({ dir: ccxPaths(env, home).runs });
  const [ended, running] = await Promise.all([ledger.recent(KEPT_MS), ledger.list()]);
  const stays = new Map<string, Stay[]>();
  const add = (sessionId: string | null, stay: Stay): void => {
    if (sessionId === null) return;
    const known = stays.get(sessionId);
    if (known === undefined) stays.set(sessionId, [stay]);
    else known.push(stay);
  };
  for (const { target, summary, startedAt, durationMs } of ended.flatMap(({ attempts }) => allTries(attempts))) {
    const to = instantFromMs(Date.parse(startedAt) + durationMs);
    add(summary.sessionId, { account: target.account, from: startedAt, to });
  }
  for (const { sessionId, target, startedAt } of running) {
    add(sessionId, { account: target.account, from: startedAt, to: null });
  }
  return (sessionId, at) =>
    stays.get(sessionId)?.find(({ from, to }) => from <= at && (to === null || at <= to))?.account ?? null;
}
