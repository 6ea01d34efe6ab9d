import type { Instant } from './time.ts';

/** Where a session stands, by the time of its hooks: a resumed one is `running` again, a good turn clears a failure. */
export type SessionStatus = 'running' | 'completed' | 'failed' | 'ended' | 'unknown';

/** What the hooks of one session add up to. Texts that no hook carried are `null`. */
export interface SessionTelemetry {
  readonly accountId: string;
  /** The profile's name when the last hook was recorded, for people; `null` for an account without a name. */
  readonly profile: string | null;
  /** The vendor's session id. Together with `accountId` the key. */
  readonly session: string;
  /** Absolute path of the transcript. */
  readonly transcript: string | null;
  readonly cwd: string | null;
  readonly model: string | null;
  /** What started it last: `startup`, `resume`, `clear` or `compact`. */
  readonly source: string | null;
  /** The permission mode, in the vendor's words. */
  readonly permission: string | null;
  /** The earliest start that was seen; `null` where recording began later. */
  readonly startedAt: Instant | null;
  /** The last end; `null` while it goes on. */
  readonly endedAt: Instant | null;
  /** The newest hook of any kind. */
  readonly lastSeenAt: Instant;
  readonly status: SessionStatus;
  /** Why it ended, in the vendor's words. */
  readonly endReason: string | null;
  /** The class of the newest failure that no later turn cleared. */
  readonly failureError: string | null;
  readonly failureDetails: string | null;
  /** Compactions so far, each counted once. */
  readonly compactCount: number;
}

/** Which sessions to list; an absent filter lets everything through. */
export interface SessionQuery {
  /** A profile's name or an account's id. */
  readonly profile?: string;
  readonly status?: SessionStatus;
  /** Seen at this time or later. */
  readonly since?: Instant;
  /** At most so many, the last seen first. Default 50. */
  readonly limit?: number;
}

/** A recording whose artifacts are to be made; the payload of a finalizing work item. */
export interface SessionFinalizePayload {
  /** Absolute path of the recording's folder. */
  readonly sessionDir: string;
  /** Absolute path of the recorded lines. */
  readonly rawPath: string;
  /** File names of the artifacts that are missing. */
  readonly missing: readonly string[];
  /** Absolute path of the folder that holds all recordings. */
  readonly ledgerPath: string;
  /** All artifacts can be made without an agent. */
  readonly artifactOnly: boolean;
}

/** Where sessions are kept: a role of the store. */
export interface SessionStore {
  /**
   * Replaces one session by what `change` makes of it, in one transaction; `null` stands for a session that is not
   * kept yet. `change` must be pure: it may be called again.
   */
  updateSession(
    accountId: string,
    session: string,
    change: (before: SessionTelemetry | null) => SessionTelemetry,
  ): SessionTelemetry;
  querySessions(query: SessionQuery): readonly SessionTelemetry[];
}
