import type { Instant } from './time.ts';

/** One call of a vendor's hook, as far as ccx keeps it. Texts that the payload did not carry are `null`. */
export interface HookEvent {
  readonly accountId: string;
  /** The profile's name when it was recorded, for people; `null` for an account without a name. */
  readonly profile: string | null;
  /** The vendor's session id. */
  readonly session: string;
  /** The vendor's name of the hook, e.g. `SessionStart`, `Stop`, `StopFailure`, `SessionEnd`. */
  readonly event: string;
  /** The payload's own stamp, else when it was recorded: Claude Code sends none. */
  readonly timestamp: Instant;
  /** Absolute path of the transcript. */
  readonly transcript: string | null;
  readonly cwd: string | null;
  readonly model: string | null;
  /** What started the session: `startup`, `resume`, `clear` or `compact`. */
  readonly source: string | null;
  /** The permission mode, in the vendor's words. */
  readonly permission: string | null;
  /** Why the session ended. */
  readonly reason: string | null;
  /** The class of a failure in the vendor's words, e.g. `rate_limit`, `authentication_failed`. */
  readonly error: string | null;
  readonly errorDetails: string | null;
  /** What made a compaction: `manual` or `auto`. */
  readonly trigger: string | null;
}

/** Where hook calls are kept: a role of the store. */
export interface HookStore {
  insertHookEvent(event: HookEvent): void;
  /** Calls that told of a failure since then, newest first. */
  recentFailures(accountId: string, since: Instant): readonly HookEvent[];
}
