import type { Account, Instant } from '@ccx/contracts';

/** Whose quota a screen shows, and when and where it was drawn. */
export interface ScreenQuestion {
  readonly account: Account;
  readonly now: Instant;
  /** IANA name of the zone in which the CLI writes times that name none. */
  readonly timeZone: string;
  /** @default the one that the screen names */
  readonly cliVersion?: string | null;
}
