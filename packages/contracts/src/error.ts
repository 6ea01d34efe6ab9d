const marker: unique symbol = Symbol.for('ccx.error');

/** Every code that a ccx package throws; stable, part of the public contract. */
export type CcxErrorCode =
  | 'agent_missing'
  | 'agent_auth_required'
  | 'agent_unsupported_option'
  | 'agent_spawn_failed'
  | 'config_dir_conflict'
  | 'invalid_argument'
  | 'invalid_config_dir'
  | 'invalid_config'
  | 'internal'
  | 'io_failed'
  /** What would be linked or shared is already there and differs, or belongs to somebody else. */
  | 'link_conflict'
  | 'lock_timeout'
  | 'no_active_profile'
  | 'no_candidate'
  /** No git repository of which a worktree can be made: none at all, a bare one, one without a commit. */
  | 'not_a_repository'
  | 'not_found'
  | 'platform_unsupported'
  | 'profile_already_exists'
  /** A session of the profile lives, or a run is under way on it. */
  | 'profile_in_use'
  | 'profile_not_found'
  | 'run_depth_exceeded'
  | 'run_rate_exceeded'
  | 'unknown_shell'
  /** A run is under way in the worktree, or it is being made or removed. */
  | 'worktree_busy'
  /** Something else lies where the worktree or its branch would: a foreign folder, another branch, another base. */
  | 'worktree_conflict'
  /** The worktree holds changes that are not committed. */
  | 'worktree_not_clean'
  /** The worktree or its branch holds commits that would be lost. */
  | 'worktree_not_merged';

/** What a `CcxError` may carry beside its message. */
export interface CcxErrorOptions {
  /** The next step, as a sentence or as a command that can be pasted. */
  readonly hint?: string;
  /** What failed underneath. */
  readonly cause?: unknown;
}

/** A `CcxError` as `--json` prints it and as it goes over a socket. */
export interface CcxErrorJson {
  readonly name: 'CcxError';
  readonly code: CcxErrorCode;
  readonly message: string;
  /** `null` where there is no next step to name. */
  readonly hint: string | null;
}

/**
 * The one error family: `message` says what failed, which value and what was expected; `hint` says what to do next.
 *
 * @example
 * throw new CcxError('profile_not_found', 'No profile is named "wrok".', { hint: 'ccx profile list' });
 */
export class CcxError extends Error {
  readonly code: CcxErrorCode;
  readonly hint: string | null;

  constructor(code: CcxErrorCode, message: string, options: CcxErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'CcxError';
    this.code = code;
    this.hint = options.hint ?? null;
    Object.defineProperty(this, marker, { value: true, enumerable: false });
  }

  /**
   * What `JSON.stringify` writes. The cause stays out: it may be circular, and may hold an environment or a command
   * line with a secret in it.
   */
  toJSON(): CcxErrorJson {
    return { name: 'CcxError', code: this.code, message: this.message, hint: this.hint };
  }

  /**
   * Whether a value is a `CcxError`, of this code if one is given. Goes by a global symbol, so that an error made by
   * another installed copy of the package is recognised too.
   */
  static is(value: unknown, code?: CcxErrorCode): value is CcxError {
    if (typeof value !== 'object' || value === null || !(marker in value)) return false;
    return code === undefined || ('code' in value && value.code === code);
  }
}
