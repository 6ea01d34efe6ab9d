import type { Account } from './account.ts';
import type { AgentKind } from './agent.ts';
import type { Env } from './process.ts';
import type { Instant } from './time.ts';

/** Where a number about a quota came from. */
export type QuotaSourceId =
  | 'run'
  | 'statusline'
  | 'control'
  | 'print'
  | 'rpc'
  | 'log'
  | 'pty'
  | 'tmux'
  | 'text'
  | 'turns';

/** How much of one window of an account is used. */
export interface QuotaWindow {
  /** `session`, `session:<slug>`, `weekly`, `weekly:<slug>`, `extra`, `monthly` or `daily:<model>`. */
  readonly id: string;
  /** As the vendor writes it. */
  readonly label: string;
  /** The model family whose runs it limits; `null` limits the whole account. */
  readonly appliesTo: string | null;
  /** 0 to 100 and above, *used*; `null` is unknown, which is never zero. */
  readonly usedPercent: number | null;
  /** `at-least` where the source rounds down, as the vendors' screens do. */
  readonly bound: 'exact' | 'at-least';
  /** Counted use, where the source counts; `limit` `null` where it is not known. */
  readonly amount: {
    readonly used: number;
    readonly limit: number | null;
    readonly unit: 'turns' | 'requests' | 'tokens' | 'credits' | 'usd';
  } | null;
  /** When the window starts anew; `null` is unknown. */
  readonly resetsAt: Instant | null;
  /** The source's own words for the reset. */
  readonly resetRaw: string | null;
  /** Length of the window in minutes; `null` is unknown. */
  readonly windowMinutes: number | null;
  readonly state: 'ok' | 'warn' | 'exhausted' | 'unknown';
  readonly source: QuotaSourceId;
  /** When the number was true. Each number has its own source and age. */
  readonly capturedAt: Instant;
}

/** Who is logged in, as the vendor's own status says. */
export interface AccountLogin {
  readonly accountUuid: string | null;
  readonly email: string | null;
  readonly organization: string | null;
}

/** All windows of one account that one or several sources know. */
export interface QuotaSnapshot {
  readonly schemaVersion: 1;
  readonly account: Account;
  readonly cliVersion: string | null;
  readonly windows: readonly QuotaWindow[];
  /** The plan's name as the vendor writes it. */
  readonly plan: string | null;
  readonly login: AccountLogin | null;
}

/** Why a source gave no number. */
export interface QuotaProblem {
  readonly code: string;
  readonly detail: string;
  readonly at: Instant;
  /** Before this it is useless to ask again; `null` is unknown. */
  readonly retryAt: Instant | null;
}

export type QuotaReading =
  | { readonly ok: true; readonly snapshot: QuotaSnapshot }
  | { readonly ok: false; readonly problem: QuotaProblem };

/**
 * What an event, a log or a sentence said about a limit: the one currency in which stream-json, runner, quota-probe,
 * headroom and queue speak of limits.
 */
export interface LimitSignal {
  readonly verdict: 'ok' | 'warn' | 'rejected' | 'unknown';
  /** The window that is meant, as in {@link QuotaWindow.id}; `null` where it is not said. */
  readonly windowId: string | null;
  /** The model family that is limited; `null` is the whole account. */
  readonly appliesTo: string | null;
  readonly resetsAt: Instant | null;
  readonly resetRaw: string | null;
  /** The plan's window is used up and the account goes on with extra usage. */
  readonly usingExtra: boolean;
  /** Every window that the signal carried, normalised to percent and instants. */
  readonly windows: readonly QuotaWindow[];
  readonly basis: 'structured' | 'text';
  readonly observedAt: Instant;
}

/** One way to read an account's quota. */
export interface QuotaSource {
  readonly id: QuotaSourceId;
  readonly agent: AgentKind;
  /** What a read costs: a process, a request of the scarce usage endpoint, or the start of a window. */
  readonly cost: { readonly process: boolean; readonly usageEndpoint: boolean; readonly mayOpenWindow: boolean };
  read(account: Account, options: { readonly env: Env; readonly signal: AbortSignal }): Promise<QuotaReading>;
}

/** What is remembered of one account. A problem never erases a number. */
export interface QuotaState {
  readonly account: Account;
  readonly good: QuotaSnapshot | null;
  readonly problem: QuotaProblem | null;
  /** The last 64 numbers per window, oldest first: a pace needs two. */
  readonly samples: readonly { readonly at: Instant; readonly windowId: string; readonly usedPercent: number }[];
}

export interface QuotaCache {
  read(account: Account): Promise<QuotaState>;
  /** Keeps a reading; a failed one leaves the last good numbers where they are. */
  write(reading: QuotaReading, of: Account): Promise<QuotaState>;
  /** Takes over what a run said: renews only the windows that the signal names. */
  record(account: Account, signal: LimitSignal): Promise<QuotaState>;
}

/** The models that an agent's CLI offers. */
export interface ModelDiscovery {
  readonly agent: AgentKind;
  readonly models: readonly string[];
  /** Family name to the model that it stands for now. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly reasoningLevels: readonly string[];
  readonly cliVersion: string | null;
  /** Where the list came from; `default` is ccx's own dated table. */
  readonly source: string;
  readonly capturedAt: Instant;
}

/** A number about a quota is stale after this: 15 minutes. */
export const DEFAULT_QUOTA_STALE_MS: number = 15 * 60_000;

/** A list of models is fresh for this long: 24 hours. */
export const MODEL_FRESH_MS: number = 24 * 3_600_000;
