import { NOTHING_SAID, type Clock, type RunAttempt, type RunTarget } from '@ccx/contracts';
import { failed } from '../outcome.ts';

/** What a router is told of a target on which no process could be started, so that it offers another one. */
export function notBegun(target: RunTarget, error: unknown, clock: Clock): RunAttempt {
  return {
    target,
    outcome: failed({ class: 'config', detail: messageOf(error), limit: null }),
    summary: NOTHING_SAID,
    exitCode: null,
    signal: null,
    startedAt: clock.now(),
    durationMs: 0,
    logPath: '',
    transcriptPath: null,
    stderr: '',
    warnings: [],
    why: null,
  };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
