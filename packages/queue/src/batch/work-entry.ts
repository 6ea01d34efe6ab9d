import type { AgentKind, Permission, WorkDraft } from '@ccx/contracts';

/** Work as a person writes it, on the command line or in a file: one prompt or one command, and how it is to be done. */
export interface WorkEntry {
  /** What the agent shall do. */
  readonly prompt?: string;
  /** A line for the shell instead of an agent. */
  readonly command?: string;
  /** How `after` of other entries of the same batch refers to it. */
  readonly name?: string;
  readonly title?: string;
  /** The folder that is worked in. */
  readonly cwd?: string;
  /** Smaller is sooner. */
  readonly priority?: number;
  /** What runs one at a time; empty limits nothing. */
  readonly key?: string;
  readonly dedup?: string;
  /** `true` is a fresh one, named after the entry. */
  readonly worktree?: string | boolean;
  readonly base?: string;
  readonly agent?: AgentKind;
  readonly model?: string;
  readonly effort?: string;
  /** The name of an account, or `auto`. */
  readonly profile?: string;
  readonly permission?: Permission;
  readonly allow?: readonly string[];
  readonly allowDenied?: boolean;
  /** US dollars. */
  readonly budget?: number;
  readonly maxTurns?: number;
  /** Milliseconds. */
  readonly timeout?: number;
  /** Milliseconds. */
  readonly idleTimeout?: number;
  /** Names of the batch, or numbers or ids of the queue. */
  readonly after?: readonly string[];
  /** As written; `momentOf` reads it. */
  readonly at?: string;
  readonly cron?: string;
  readonly timezone?: string;
  readonly missed?: 'run' | 'skip';
  /** Milliseconds. */
  readonly jitter?: number;
  readonly maxAttempts?: number;
  readonly onEffects?: WorkDraft['onEffects'];
  /** A line for the shell that must pass before the work is done. */
  readonly verify?: string;
  readonly verifyRounds?: number;
  readonly ifWindowClosed?: boolean;
  readonly hold?: boolean;
  readonly carrySession?: boolean;
  readonly rerunAfterReads?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Handed to the agent as they are. */
  readonly agentArgs?: readonly string[];
}

export type EntryKey = keyof WorkEntry;
