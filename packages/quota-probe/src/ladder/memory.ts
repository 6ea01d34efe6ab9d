import type { Account, Clock, QuotaProblem, QuotaReading, QuotaState } from '@ccx/contracts';
import { nothingKnown, withReading } from '../cache/next-state.ts';
import type { FileQuotaCache } from '../cache/quota-cache.ts';
import { charged, forbidden, settled, UNSPENT, type Budget, type Urgency } from './budget.ts';
import { readBudget, writeBudget } from './budget-file.ts';

/** What is known of one account, and how often its usage endpoint was asked. */
export interface Memory {
  read(): Promise<QuotaState>;
  /** Remembers a reading and gives all that is known then. */
  keep(reading: QuotaReading): Promise<QuotaState>;
  /** Pays for a probe that asks the usage endpoint, or says why not. */
  spend(): Promise<QuotaProblem | null>;
  /** Takes note of what came of the probe; gives the reading to go on with. */
  settle(reading: QuotaReading): Promise<QuotaReading>;
}

/** For callers who remember nothing: what they ask is their own affair. */
export function shortMemory(account: Account, clock: Clock): Memory {
  let state = nothingKnown(account);
  return {
    read: async () => state,
    keep: async (reading) => (state = withReading(state, reading, clock.now())),
    spend: async () => null,
    settle: async (reading) => reading,
  };
}

/** The cache and the budget beside it. Who spends holds the lock of the account's probes. */
export function fileMemory(cache: FileQuotaCache, account: Account, urgency: Urgency, clock: Clock): Memory {
  const path = cache.path(account);
  let before: Budget = UNSPENT;
  let spent: Budget = UNSPENT;
  return {
    read: () => cache.read(account),
    keep: (reading) => cache.write(reading, account),
    async spend() {
      before = await readBudget(path);
      const refused = forbidden(before, urgency, clock.now());
      if (refused !== null) return refused;
      spent = charged(before, clock.now());
      // Written before the endpoint is asked: whoever is killed meanwhile has asked.
      await writeBudget(path, spent);
      return null;
    },
    async settle(reading) {
      const now = clock.now();
      const after = settled(before, spent, reading, now);
      await writeBudget(path, after);
      if (reading.ok || after.coolsUntil === null || after.coolsUntil <= now) return reading;
      return { ok: false, problem: { ...reading.problem, retryAt: after.coolsUntil } };
    },
  };
}
