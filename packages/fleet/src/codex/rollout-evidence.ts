import { instantFromMs } from '@ccx/contracts';
import { hasChildSince, isBefore } from '../process-times.ts';
import type { ProcessKey, ProcessView } from '../processes/process-view.ts';
import type { StateEvidence } from '../source.ts';
import type { RolloutTold } from './rollout-tail.ts';

/** What a look has beside the rollout. */
interface Around {
  readonly proc: ProcessView;
  readonly nowMs: number;
  /** The process that has the rollout open: what its tools start are its children. */
  readonly writer: ProcessKey;
}

/** The tools that were seen to ask the person: before a command, before a change, and for an answer. */
const ASKING = new Set(['exec_command', 'apply_patch', 'request_user_input']);
/** Between a call and the process that it starts, at most. */
const GRACE_MS = 2000;

/**
 * What a rollout says about what its session does. That it waits is a conclusion: a tool that may ask was called, its
 * output is not there, and nothing was started for it. `null` for a turn that a process before this one left unended.
 */
export function rolloutEvidence(told: RolloutTold, { proc, nowMs, writer }: Around): StateEvidence | null {
  const { turn, since, observedAt, call } = told;
  const say = (is: StateEvidence['is'], why: string, more: Partial<StateEvidence> = {}): StateEvidence => ({
    is,
    why,
    source: 'transcript',
    since,
    observedAt,
    ...more,
  });
  switch (turn) {
    case 'running': {
      if (isBefore(writer, since ?? observedAt, proc)) return null;
      if (call === null) return say('busy', 'a turn runs');
      const callMs = call.at === null ? null : Date.parse(call.at);
      const mayAsk = ASKING.has(call.tool) && told.asks !== false && callMs !== null && nowMs - callMs > GRACE_MS;
      if (!mayAsk || hasChildSince(writer, callMs, proc)) return say('busy', `runs ${call.tool}`);
      return say('waiting', `a tool call waits: ${call.tool}`, { since: call.at });
    }
    case 'done':
      return say('idle', 'the turn is done');
    case 'aborted':
      return say('idle', 'the turn was interrupted');
    case 'failed': {
      if (!told.isLimit) return say('idle', `the turn failed: ${told.error ?? 'other'}`);
      const until = told.resetsAtMs;
      if (until !== null && until <= nowMs) return say('idle', 'the usage limit has been reset');
      return say('limited', 'the usage limit was reached', { until: until === null ? null : instantFromMs(until) });
    }
  }
}
