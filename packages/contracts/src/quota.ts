import type { Account } from './account.ts';
import type { AgentKind } from './agent.ts';
import type { Env } from './process.ts';
import type { Instant } from './time.ts';

/**
 * Where a number about a quota came from:
 * - `run` an event of a run; `statusline` what the CLI hands to its status line; `control` a request to the running
 *   CLI; `print` its `/usage` in print mode; `rpc` its app server; `log` its own files
 * - `pty` and `tmux` its screen; `text` a sentence; `turns` nothing but counted turns
 */
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
  /** As the source judges it; `exhausted` until `resetsAt`. */
  readonly state: 'ok' | 'warn' | 'exhausted' | 'unknown';
  readonly source: QuotaSourceId;
  /** When the number was true. Each number has its own source and age. */
  readonly capturedAt: Instant;
}

/** Who is logged in, as the vendor's own status says. */
export interface AccountLogin {
  /** The vendor's own id: two config dirs with the same one share their quota. */
  readonly accountUuid: string | null;
  readonly email: string | null;
  readonly organization: string | null;
}

/** All windows of one account that one or several sources know. */
export interface QuotaSnapshot {
  readonly schemaVersion: 1;
  readonly account: Account;
  /** The CLI that was asked; `null` where none was. */
  readonly cliVersion: string | null;
  /** A window that no source knows is missing: it is unknown, not unused. */
  readonly windows: readonly QuotaWindow[];
  /** The plan's name as the vendor writes it. */
  readonly plan: string | null;
  /** `null` where the source does not say it. */
  readonly login: AccountLogin | null;
}

/** Why a source gave no number. */
export interface QuotaProblem {
  /** Stable, e.g. `trust-prompt`, `auth-expired`, `loading`; branched on. */
  readonly code: string;
  /** For people; the screen's or the vendor's words, without secrets. */
  readonly detail: string;
  readonly at: Instant;
  /** Before this it is useless to ask again; `null` is unknown. */
  readonly retryAt: Instant | null;
}

/** What a source gave: numbers, or why there are none. */
export type QuotaReading =
  | { readonly ok: true; readonly snapshot: QuotaSnapshot }
  | { readonly ok: false; readonly problem: QuotaProblem };

/**
 * What an event, a log or a sentence said about a limit: the one currency in which stream-json, runner, quota-probe,
 * headroom and queue speak of limits.
 */
export interface LimitSignal {
  /** `rejected`: a request was refused for this limit. */
  readonly verdict: 'ok' | 'warn' | 'rejected' | 'unknown';
  /** The window that is meant, as in {@link QuotaWindow.id}; `null` where it is not said. */
  readonly windowId: string | null;
  /** The model family that is limited; `null` is the whole account. */
  readonly appliesTo: string | null;
  /** When the limit ends; `null` is unknown. */
  readonly resetsAt: Instant | null;
  /** The source's own words for it, also where they were not understood. */
  readonly resetRaw: string | null;
  /** The plan's window is used up and the account goes on with extra usage. */
  readonly usingExtra: boolean;
  /** Every window that the signal carried, normalised to percent and instants. */
  readonly windows: readonly QuotaWindow[];
  /** Machine-readable fields, or a sentence that was understood; the first outranks the second. */
  readonly basis: 'structured' | 'text';
  readonly observedAt: Instant;
}

/** One way to read an account's quota. */
export interface QuotaSource {
  readonly id: QuotaSourceId;
  readonly agent: AgentKind;
  /** What a read costs: a process, a request of the scarce usage endpoint, or the start of a window. */
  readonly cost: { readonly process: boolean; readonly usageEndpoint: boolean; readonly mayOpenWindow: boolean };
  /** What it finds out is a value; rejects only when the signal is aborted. */
  read(account: Account, options: { readonly env: Env; readonly signal: AbortSignal }): Promise<QuotaReading>;
}

/** What is remembered of one account. A problem never erases a number. */
export interface QuotaState {
  readonly account: Account;
  /** The last numbers; `null` where there never were any. */
  readonly good: QuotaSnapshot | null;
  /** Why the last reading failed; `null` when it did not. */
  readonly problem: QuotaProblem | null;
  /** The last 64 numbers per window, oldest first: a pace needs two. */
  readonly samples: readonly {
    readonly at: Instant;
    readonly windowId: string;
    readonly usedPercent: number;
    /** The reset that was stated with it; `null` is unknown. Absent where an earlier ccx kept it. */
    readonly resetsAt?: Instant | null;
    /** Absent where an earlier ccx kept it. */
    readonly source?: QuotaSourceId;
  }[];
}

/** The last known quotas, shared by all ccx processes of a person. */
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
  /** As `--model` takes them. */
  readonly models: readonly string[];
  /** Family name to the model that it stands for now. */
  readonly aliases: Readonly<Record<string, string>>;
  /** As `--effort` takes them, weakest first; empty where the CLI has none. */
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
