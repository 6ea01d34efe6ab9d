import type { AgentKind } from './agent.ts';
import type { Instant } from './time.ts';

/** One login of one agent. Everything that ccx knows about quotas, runs and usage joins on `id`. */
export interface Account {
  /** Whose CLI logs in. */
  readonly agent: AgentKind;
  /**
   * The canonical path of the config dir. `null` is the vendor's default place *with its variable unset*: on macOS a
   * variable that names the default place selects another keychain item.
   */
  readonly configDir: string | null;
  /** Made by {@link accountId}; never a profile's name, which a person may change. */
  readonly id: string;
}

/** Who pays for a run: a plan with windows, or metered API use. */
export type Billing = 'subscription' | 'api';

/**
 * What is known about a login: `ok` a plan's login is there, `api-key` only a key, `login-needed` nothing,
 * `tier-deprecated` the vendor no longer serves this plan to its CLI. `expired` comes only from runs and probes: no status command proves a token.
 */
export type AuthState = 'ok' | 'login-needed' | 'expired' | 'api-key' | 'tier-deprecated' | 'unknown';

/** Whose login it is, as the vendor's own status command says it without a turn; `null` is what it does not say. */
export interface VendorLogin {
  /** The vendor's own id of the account; Codex's is that of a workspace, which several people may share. */
  readonly accountUuid: string | null;
  readonly email: string | null;
  readonly organization: string | null;
  /** The vendor's own id of the organization that pays, a person's own included; absent where it is not said. */
  readonly organizationId?: string;
  /** The plan's name as the vendor writes it. */
  readonly plan: string | null;
  /** The config dir that the CLI says it uses. */
  readonly configDir: string | null;
}

/** Whether an account can be used now, as far as that can be known without spending anything. */
export interface Usability {
  /** Whether the CLI was found. */
  readonly installed: boolean;
  /** Absolute path of the CLI, `null` when none was found. */
  readonly binary: string | null;
  /** The CLI's version, from the package beside it or from `--version`; `null` is unknown. */
  readonly version: string | null;
  readonly auth: AuthState;
  /** One sentence for a person; never branched on. */
  readonly detail: string;
  readonly checkedAt: Instant;
  /** Absent where nobody is logged in, or the agent's status tells no names. */
  readonly login?: VendorLogin;
}

/** Asks whether an account can be used, without a turn of the model. Never rejects for what it finds. */
export interface UsabilityCheck {
  /** `maxAgeMs`: how old a kept answer may be, in milliseconds; 0 asks anew. */
  check(account: Account, options?: { readonly maxAgeMs?: number; readonly signal?: AbortSignal }): Promise<Usability>;
}

/**
 * The key of an account: the agent and its canonical config dir, `default` for the vendor's own place.
 *
 * @param canonicalConfigDir absolute, symbolic links resolved, without a trailing separator
 * @example
 * accountId('claude', null);                    // 'claude:default'
 * accountId('claude', '/home/ada/.claude-work'); // 'claude:/home/ada/.claude-work'
 */
export function accountId(agent: AgentKind, canonicalConfigDir: string | null): string {
  return `${agent}:${canonicalConfigDir ?? 'default'}`;
}

/**
 * Whether two logins of one agent are one account at its vendor, and so share one quota: by the vendor's id where both
 * have one, else by address and organization. Two addresses are two accounts, also in one workspace; what is not known
 * proves nothing.
 */
export function isSameLogin(one: LoginName, other: LoginName): boolean {
  if (one.email !== null && other.email !== null && one.email !== other.email) return false;
  if (one.accountUuid !== null && other.accountUuid !== null) return one.accountUuid === other.accountUuid;
  return one.email !== null && one.email === other.email && one.organization === other.organization;
}

/** What tells one account of a vendor from another. */
export type LoginName = Pick<VendorLogin, 'accountUuid' | 'email' | 'organization'>;
