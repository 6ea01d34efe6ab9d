import type { Account, AuthState, Billing, VendorLogin } from './account.ts';
import type { Instant } from './time.ts';

/** The plan that a person says an account has. ccx never derives caps from anything else. */
export type PlanTier = 'pro' | 'max5' | 'max20' | 'api';

/** How the weekly window of counted turns is laid: the trailing seven days, or from 00:00 UTC of a weekday. */
export type WeeklyAnchor =
  | 'rolling'
  | 'monday'
  | 'tuesday'
  | 'wednesday'
  | 'thursday'
  | 'friday'
  | 'saturday'
  | 'sunday';

/**
 * What a person allows an account. An absent field sets no limit; the registry fills in the defaults of the others, so
 * that a reader never has to know them.
 */
export interface ProfileLimits {
  /** Tokens in the trailing 24 hours, all buckets. */
  readonly dailyTokenBudget?: number;
  /** Tokens in the trailing 7 days, all buckets. */
  readonly weeklyTokenBudget?: number;
  /** US dollars in the trailing 30 days. */
  readonly monthlyUsdBudget?: number;
  /** Added to the score of a ranking, of either sign. Default 0. */
  readonly priority: number;
  /** `false`: never chosen by ccx, still usable by name. Default `true`. */
  readonly suggestEnabled: boolean;
  /** How long a limit without a known reset holds the account, in milliseconds. Default 5 hours. */
  readonly rateLimitCooldownMs: number;
  /** Without it, turns are counted and no cap is assumed. */
  readonly planTier?: PlanTier;
  /** Default `rolling`. */
  readonly weeklyAnchor: WeeklyAnchor;
  /** Turns in 5 hours, in place of the plan's own cap. */
  readonly caps5hTurns?: number;
  /** Turns in a week, in place of the plan's own cap. */
  readonly capsWeeklyTurns?: number;
  /** Percent of each window that is kept for the person: unattended work stops this far below 100. Default 0. */
  readonly reservePercent: number;
  /** Whether runs may go on where the plan is used up and the vendor charges extra. Default `false`. */
  readonly allowExtraUsage: boolean;
  /** Who pays; absent leaves the choice to what the config dir holds, see {@link agentEnv}. */
  readonly billing?: Billing;
  /** Out of the rotation until this `Instant`, or with the word `released-by-hand` until a person releases it; absent is not held. */
  readonly holdUntil?: string;
  /** Why it is held, in words for a person; absent where nobody said. */
  readonly holdReason?: string;
}

/** An account with a name that a person gave it. */
export interface Profile extends Account {
  /** `^[a-z0-9][a-z0-9-]{0,62}$`; may be changed, so nothing joins on it. */
  readonly name: string;
  /** Free text for lists; `null` where none was given. */
  readonly label: string | null;
  /** `#RRGGBB`; `null` leaves the colour to the reader. */
  readonly color: string | null;
  /** `null`: a vendor's default place that nobody registered. */
  readonly createdAt: Instant | null;
  /** When ccx last ran or activated it; `null` is never. */
  readonly lastUsedAt: Instant | null;
  readonly limits: ProfileLimits;
}

/** The last that was learned about an account's login, by a check or by a run. */
export interface ProfileHealth {
  readonly accountId: string;
  readonly checkedAt: Instant;
  readonly authStatus: AuthState;
  /** One sentence for a person; never branched on, never a credential. */
  readonly authDetail: string;
  /** Who was logged in, where a status command said it; absent where none was asked. */
  readonly login?: VendorLogin;
}

/** Where the health of accounts is kept: a role of the store. */
export interface ProfileHealthStore {
  /** Replaces what was kept of this account, unless that is newer. */
  saveProfileHealth(health: ProfileHealth): void;
  profileHealth(accountId: string): ProfileHealth | null;
}

/** The accounts that a person registered, and the vendors' default ones. */
export interface ProfileRegistry {
  /** All profiles, ordered by name. */
  list(): Promise<readonly Profile[]>;
  /** `null` where no profile has this name. */
  find(name: string): Promise<Profile | null>;
}
