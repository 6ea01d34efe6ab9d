import type { Clock, RunAttempt, RunSummary, RunTarget } from '@ccx/contracts';
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

const NOTHING_SAID: RunSummary = {
  sessionId: null,
  model: null,
  text: '',
  structured: null,
  usage: null,
  costUsd: null,
  costBasis: 'none',
  numTurns: null,
  toolCalls: 0,
  effects: 'none',
  limits: [],
  permissionDenials: [],
  verdict: { isError: false, subtype: null, terminalReason: null },
  vendorStats: null,
  failure: null,
  ended: false,
  unknownEvents: 0,
};
