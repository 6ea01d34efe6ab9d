import type { Failure } from '@ccx/contracts';
import { instantMs } from '../instant-ms.ts';
import type { PastAttempt } from './rank-input.ts';

/** A failure counts half after this time, and half of that after the same time again. */
const HALF_LIFE_MS = 30 * 60_000;
/** What all of them take at most. */
const WORST = 40;

/** What a failure takes from the score when it is fresh. What a prompt or its settings caused says nothing of an account. */
const WEIGHTS: Readonly<Record<Failure['class'], number>> = {
  overload: 20,
  transport: 20,
  protocol: 10,
  unknown: 10,
  // Those that still hold block; these are over.
  limit: 5,
  billing: 5,
  auth: 5,
  config: 0,
  context: 0,
  refused: 0,
  tool: 0,
  budget: 0,
  turns: 0,
};

/** What recent failures of an account take from its score: they fade, and a limit begins to when it is over. */
export function failurePart(attempts: readonly PastAttempt[], nowMs: number): number {
  let sum = 0;
  for (const { at, failure } of attempts) {
    if (failure === null || WEIGHTS[failure.class] === 0) continue;
    const resetMs = failure.limit?.resetsAt ? instantMs(failure.limit.resetsAt) : 0;
    const overMs = Math.max(instantMs(at), resetMs <= nowMs ? resetMs : 0);
    sum += WEIGHTS[failure.class] * 0.5 ** (Math.max(0, nowMs - overMs) / HALF_LIFE_MS);
  }
  return -Math.min(WORST, sum);
}
