import type { AgentKind, Instant, Profile, ProfileLimits, ProfileRegistry } from '@ccx/contracts';

/** What a person says of a new profile; what is left out takes its default. */
export interface ProfileDraft {
  /** `^[a-z0-9][a-z0-9-]{0,62}$`; an agent's name only for its own default place. */
  readonly name: string;
  readonly agent: AgentKind;
  /**
   * As the person wrote it: `~`, relative, with a trailing separator, through symbolic links. The vendor's default place,
   * and `null`, are kept as `null`.
   */
  readonly configDir: string | null;
  readonly label?: string;
  /** `#RRGGBB`. */
  readonly color?: string;
  readonly limits?: Partial<ProfileLimits>;
}

/** A value sets, `null` clears to the default, what is left out stays. */
export interface ProfileChange {
  readonly label?: string | null;
  readonly color?: string | null;
  readonly limits?: { readonly [K in keyof ProfileLimits]?: ProfileLimits[K] | null };
}

/** Folders below `folder` are worked on with these profiles. */
export interface Binding {
  /** Absolute, symbolic links resolved. */
  readonly folder: string;
  /** The preferred one first; all of them may be chosen, no other. */
  readonly profiles: readonly string[];
}

/** How ccx chooses where nobody did, as a person set it in the registry's `[choice]` table. */
export interface ChoiceSettings {
  readonly strategy: 'balanced' | 'consume-first' | 'stick';
  /** What an account is worth of which nothing is known, or nothing fresh. */
  readonly withoutEvidence: 'assume' | 'avoid' | 'block';
}

/** What was imported, and what was not and why. */
export interface ImportReport {
  readonly added: readonly Profile[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/** What is left when a profile has been removed. */
export interface RemovalReport {
  readonly profile: Profile;
  /** In words: the person's folder, bindings that lost it, quotas and runs kept under its account. Links are not known here. */
  readonly leaves: readonly string[];
}

/**
 * The person's accounts: those in `profiles.toml`, and the vendors' default places, which exist without being there.
 * Every change is made under a lock that all ccx processes share, keeps comments, order and keys that ccx does not know,
 * and leaves the version before it beside the file.
 */
export interface ProfileBook extends ProfileRegistry {
  /** Absolute path of `profiles.toml`. */
  readonly path: string;
  /** Registered ones and default places, ordered by name. An agent's default place that is registered stands under its own name only. */
  list(): Promise<readonly Profile[]>;
  /** By name. An agent's name is its default place, also where that was registered under another name. */
  find(name: string): Promise<Profile | null>;
  /** As `find`. @throws {CcxError} `profile_not_found`, naming the nearest */
  get(name: string): Promise<Profile>;
  byAccount(accountId: string): Promise<Profile | null>;
  /** Keys in the file that ccx does not know, e.g. `profile.work.colour`; they are kept. */
  unknownKeys(): Promise<readonly string[]>;
  /**
   * Registers an account; makes its folder (0700) where it is missing.
   *
   * @throws {CcxError} `profile_already_exists`, `config_dir_conflict`, `invalid_config_dir`, `invalid_argument`
   */
  add(draft: ProfileDraft): Promise<Profile>;
  /**
   * Registers a default place that is not registered yet, under its agent's name. Holds are set in the same way.
   *
   * @throws {CcxError} `profile_not_found`, `invalid_argument`
   */
  set(name: string, change: ProfileChange): Promise<Profile>;
  /**
   * Bindings follow; `.ccx-profile` files cannot. Registers a default place that is not registered yet.
   *
   * @throws {CcxError} `profile_not_found`, `profile_already_exists`, `invalid_argument`
   */
  rename(from: string, to: string): Promise<Profile>;
  /**
   * Takes the name away and touches nothing in the account's folder.
   *
   * @throws {CcxError} `profile_not_found`; `invalid_argument` for a default place that is not registered
   */
  remove(name: string): Promise<RemovalReport>;
  /** TOML that `import` takes: no secrets, home as `~`. */
  export(names?: readonly string[]): Promise<string>;
  /**
   * Adds the profiles of such a text, or of the registry of the ccx before this one, whose names and folders are free.
   *
   * @throws {CcxError} `invalid_config` for a text that is no registry at all
   */
  import(text: string): Promise<ImportReport>;
  bindings(): Promise<readonly Binding[]>;
  /** Replaces what was bound to exactly this folder, which need not exist. @throws {CcxError} `profile_not_found` */
  bind(folder: string, names: readonly string[]): Promise<Binding>;
  /** `null`: nothing was bound to exactly this folder. */
  unbind(folder: string): Promise<Binding | null>;
  choice(): Promise<ChoiceSettings>;
  /** Notes that ccx ran or activated the account; kept outside of `profiles.toml`. Never rejects. */
  used(accountId: string, at?: Instant): Promise<void>;
}
