import type { CcxErrorCode, RunOutcome } from '@ccx/contracts';

/** What `ccx` says with its exit code; the table of `ccx help exit-codes`. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  nothingToChoose: 3,
  agentUnusable: 4,
  limited: 75,
  timedOut: 124,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** The exit code of a thrown error: the one place where codes become exit codes. */
export function exitCodeOfError(code: CcxErrorCode): number {
  switch (code) {
    case 'agent_missing':
    case 'agent_auth_required':
      return EXIT.agentUnusable;
    case 'no_candidate':
    case 'profile_not_found':
    case 'no_active_profile':
      return EXIT.nothingToChoose;
    case 'agent_unsupported_option':
    case 'config_dir_conflict':
    case 'link_conflict':
    case 'invalid_argument':
    case 'invalid_config_dir':
    case 'invalid_config':
    case 'platform_unsupported':
    case 'profile_already_exists':
    case 'unknown_shell':
    case 'run_depth_exceeded':
    case 'run_rate_exceeded':
    case 'not_a_repository':
    case 'worktree_conflict':
    case 'worktree_not_clean':
    case 'worktree_not_merged':
      return EXIT.usage;
    case 'agent_spawn_failed':
    case 'internal':
    case 'io_failed':
    case 'lock_timeout':
    case 'not_found':
    case 'profile_in_use':
    case 'worktree_busy':
      return EXIT.failed;
  }
}

/** The exit code of a run's end. */
export function exitCodeOfRun(outcome: RunOutcome): number {
  switch (outcome.status) {
    case 'success':
      return EXIT.done;
    case 'failed':
      return EXIT.failed;
    case 'limited':
      return EXIT.limited;
    case 'auth':
      return EXIT.agentUnusable;
    case 'timed-out':
      return EXIT.timedOut;
    case 'cancelled':
      return EXIT.interrupted;
  }
}
