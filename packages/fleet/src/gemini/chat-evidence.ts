import { instantFromMs } from '@ccx/contracts';
import { hasChildSince, isBefore } from '../process-times.ts';
import type { ProcessKey, ProcessView } from '../processes/process-view.ts';
import type { StateEvidence } from '../source.ts';
import type { ChatTold } from './chat-tail.ts';

/** What a look has beside the chat. */
interface Around {
  readonly proc: ProcessView;
  readonly nowMs: number;
  readonly process: ProcessKey;
}

/**
 * What a chat says about what its session does. After an answer that may be nothing: whether a tool of it asks, runs
 * without a process of its own, or was never called, is not in the chat. Nor does it tell anything of a session that is
 * gone on with, before its first message.
 */
export function chatEvidence({ last, at, text }: ChatTold, { proc, nowMs, process }: Around): readonly StateEvidence[] {
  const say = (is: StateEvidence['is'], why: string, more: Partial<StateEvidence> = {}): readonly StateEvidence[] => [
    { is, why, source: 'transcript', since: at, observedAt: at, ...more },
  ];
  if (isBefore(process, at, proc) && last !== 'failed') return [];
  switch (last) {
    case 'prompt':
      return say('busy', 'a prompt has no answer yet');
    case 'tools':
      return say('busy', 'goes on after a tool');
    case 'answer':
      return hasChildSince(process, Date.parse(at), proc) ? say('busy', 'a command runs') : [];
    case 'cancelled':
      return say('idle', 'the request was cancelled');
    case 'failed': {
      if (!/exhausted your (?:daily quota|capacity)/.test(text)) return say('idle', 'the request failed');
      const until = resetMs(text, Date.parse(at));
      if (until !== null && until <= nowMs) return say('idle', 'the usage limit has been reset');
      return say('limited', 'the usage limit was reached', { until: until === null ? null : instantFromMs(until) });
    }
  }
}

/** `Your quota will reset after 6h5m27s.`, counted from the refusal. */
function resetMs(text: string, fromMs: number): number | null {
  const [, hours, minutes, seconds] = /reset after (?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?/.exec(text) ?? [];
  const given = [hours, minutes, seconds].some((part) => part !== undefined);
  return given ? fromMs + (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1000 : null;
}
