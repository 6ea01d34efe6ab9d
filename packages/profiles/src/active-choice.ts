import type { Account, AgentKind, Profile } from '@ccx/contracts';

/** What may say which account is meant, the strongest first. */
export type PinRule = 'flag' | 'variable' | 'file' | 'binding' | 'shell' | 'config-dir';

/** An account that a rule names: with its profile where it has one. */
export interface PinnedAccount {
  readonly account: Account;
  /** `null`: a config dir that nobody registered. */
  readonly profile: Profile | null;
}

/** A person's choice: obeyed, also when the account has no room. */
export interface Pin {
  readonly rule: PinRule;
  /** Where it stands: the option, the variable, the path of the file, the bound folder. */
  readonly where: string;
  /** All that may be used, the preferred one first; never empty, no account twice. */
  readonly accounts: readonly PinnedAccount[];
}

/** What one rule said. */
export interface RuleFinding {
  readonly rule: PinRule;
  /** As in {@link Pin}; names the place also where it says nothing. */
  readonly where: string;
  /** The names or the path that it gives, in its own words; `null`: it says nothing. */
  readonly says: string | null;
  /** `other-agent`: it names no account of the agent that was asked for. */
  readonly outcome: 'won' | 'outranked' | 'silent' | 'other-agent';
}

/** Which account is meant, and how that was found out. */
export interface ActiveChoice {
  /** `null`: nobody chose. */
  readonly pin: Pin | null;
  /** Every rule, the strongest first. */
  readonly findings: readonly RuleFinding[];
  /**
   * What a person should know, a sentence each: a weaker rule that names no profile or cannot be read, a shell whose
   * `CCX_ACTIVE_PROFILE` and config variable differ. Absent where there is nothing to tell.
   */
  readonly notes?: readonly string[];
}

/** What is asked of {@link findActive}. */
export interface ActiveQuestion {
  /** Only accounts of this agent; `null`: the strongest rule decides, whoever's account it names. */
  readonly agent: AgentKind | null;
  /** What `--profile` gave; `null` where it was not given. */
  readonly flag: readonly string[] | null;
  /** Absolute path of the folder that is worked in. */
  readonly cwd: string;
}
