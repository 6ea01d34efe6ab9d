import { allTries, type FailureClass, type Instant, type RunResult, type WorkOutcome } from '@ccx/contracts';
import { later } from './later.ts';
import { brief, nameOf } from './words.ts';

/** When to look again where nobody knows when an account comes back. */
const LOOK_AGAIN_MS = 15 * 60_000;

export interface Judging {
  readonly now: Instant;
  /** How long after an account's return it is used, in milliseconds. */
  readonly marginMs: number;
  /** Whether a run that was denied a tool may still be done. */
  readonly allowDenied: boolean;
}

const BY_CLASS: Readonly<Record<FailureClass, 'limit' | 'auth' | 'retry' | 'dead' | 'needs-human'>> = {
  limit: 'limit',
  auth: 'auth',
  billing: 'retry',
  overload: 'retry',
  transport: 'retry',
  protocol: 'retry',
  tool: 'retry',
  unknown: 'retry',
  config: 'dead',
  context: 'dead',
  refused: 'dead',
  budget: 'needs-human',
  turns: 'needs-human',
};

/**
 * What a run's end means for its item, the same for every type of work; `null`: the run succeeded, and whether the work
 * is done is for its handler to say. A run that somebody stopped without the manager is taken at that person's word.
 */
export function judge(result: RunResult, { now, marginMs, allowDenied }: Judging): WorkOutcome | null {
  const who = nameOf(result.last.target);
  if (result.status === 'success') {
    const tools = allTries(result.attempts).flatMap(({ summary }) => summary.permissionDenials.map(({ tool }) => tool));
    if (tools.length === 0 || allowDenied) return null;
    return { is: 'needs-human', reason: `${who} was denied ${[...new Set(tools)].join(', ')}` };
  }
  if (result.status === 'cancelled') return { is: 'cancelled', reason: 'its run was stopped' };
  if (result.status === 'timed-out') return { is: 'retry', reason: `${who} timed out (${result.deadline})` };
  if (!('failure' in result)) return null;

  const { failure } = result;
  const reason = brief(`${who} (${failure.class}): ${failure.detail}`);
  const action = ofStatus(result.status) ?? BY_CLASS[failure.class];
  switch (action) {
    case 'limit': {
      const back = result.earliest ?? failure.limit?.resetsAt ?? null;
      return { is: 'wait', reason, until: whenBack(back, now, marginMs) };
    }
    case 'auth':
      return { is: 'wait', reason, until: later(now, marginMs) };
    case 'retry':
    case 'dead':
    case 'needs-human':
      return { is: action, reason };
    default:
      return action satisfies never;
  }
}

/** `null`: the class of the failure decides. */
function ofStatus(status: 'failed' | 'limited' | 'auth'): 'limit' | 'auth' | null {
  if (status === 'limited') return 'limit';
  return status === 'auth' ? 'auth' : null;
}

/** When to ask again for an account that comes back at `back`; never in the past, never without an end. */
export function whenBack(back: Instant | null, now: Instant, marginMs: number): Instant {
  if (back === null) return later(now, LOOK_AGAIN_MS);
  return later(back > now ? back : now, marginMs);
}
