import type {
  Account,
  Clock,
  Instant,
  LoginName,
  ProfileRegistry,
  QuotaCache,
  RunLedger,
  UsabilityCheck,
} from '@ccx/contracts';
import type { RankPolicy } from '../rank/rank-policy.ts';
import type { ProfileUsage } from '../rank/rank-input.ts';

/** What was used of accounts: a role of the usage store. */
export interface UsagePort {
  /** `null`: nobody counts for this account. */
  used(account: Account, now: Instant): Promise<ProfileUsage | null>;
  /** When its turns were made since `since`, oldest first; asked only where no number of the vendor is known. */
  turns(account: Account, since: Instant): Promise<readonly Instant[] | null>;
}

/** What a router asks. It reads nothing else: no file, no environment, no time of its own. */
export interface RouterPorts {
  /** Every account that may be offered, also those that nobody registered. */
  readonly profiles: Pick<ProfileRegistry, 'list'>;
  readonly quota: Pick<QuotaCache, 'read'>;
  /** `null`: logins are not looked at, but for what past runs met. */
  readonly usability: UsabilityCheck | null;
  /** `null`: budgets are not checked, and turns not counted. */
  readonly usage: UsagePort | null;
  readonly ledger: RunLedger;
  readonly clock: Pick<Clock, 'now'>;
  /** @default balanced, and half of an unknown quota is assumed to be free */
  readonly policy?: RankPolicy;
  /**
   * Who is logged in, where somebody keeps it; asked of all accounts, so that another login of one that is meant is
   * found. @default what the quota and the login's check say
   */
  readonly loginOf?: (account: Account) => Promise<LoginName | null>;
}
