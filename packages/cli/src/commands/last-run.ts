import { CcxError, type Account, type AgentKind, type Permission, type RunTarget } from '@ccx/contracts';
import type { RunHistoryEntry } from '@ccx/runner';

/** What it takes to go on with a run. */
export interface LastRun {
  readonly sessionId: string;
  readonly target: RunTarget;
  readonly permission: Permission | null;
  /** The name of the worktree that it worked in; `null` for the folder itself. */
  readonly worktree: string | null;
  /** It needs a new prompt to go on: the one that it had is answered. */
  readonly answered: boolean;
}

export interface LastRunQuestion {
  readonly cwd: string;
  /** `null`: of any agent. */
  readonly agent: AgentKind | null;
}

/**
 * The last run that a person started in a folder.
 *
 * @throws {CcxError} `not_found` where there is none, or none that left a session
 */
export function lastRunIn(history: readonly RunHistoryEntry[], { cwd, agent }: LastRunQuestion): LastRun {
  const entry = history.findLast(({ depth, record }) => {
    const from = record.worktree?.from ?? record.cwd;
    return depth === 0 && from === cwd && (agent === null || record.target.account.agent === agent);
  });
  const whose = agent === null ? '' : ` of ${agent}`;
  if (entry === undefined) {
    throw new CcxError('not_found', `No run${whose} was started in "${cwd}" within the last 30 days.`, {
      hint: 'ccx run "…" --resume SESSION goes on with a session of any folder',
    });
  }
  const { record, result } = entry;
  const sessionId = result.last.summary.sessionId ?? record.sessionId;
  if (sessionId === null) {
    throw new CcxError('not_found', `The last run${whose} in "${cwd}" ended before it had a session.`, {
      hint: 'run its prompt once more',
    });
  }
  return {
    sessionId,
    target: result.last.target,
    permission: record.permission ?? null,
    worktree: record.worktree?.name ?? null,
    answered: result.status === 'success',
  };
}

/** On whose account a session was run last; `null`: ccx did not run it, or not within the last 30 days. */
export function sessionAccount(history: readonly RunHistoryEntry[], sessionId: string | undefined): Account | null {
  if (sessionId === undefined) return null;
  const entry = history.findLast(
    ({ record, result }) => (result.last.summary.sessionId ?? record.sessionId) === sessionId,
  );
  return entry?.result.last.target.account ?? null;
}
