import type { StateEvidence } from '../source.ts';
import type { SessionRecord } from './session-record.ts';
import type { TurnEnd } from './transcript-tail.ts';

/** A turn ends a moment before its status does: only after this long the session is said to have work going on. */
const SETTLES_MS = 1000;

/** What Claude Code's record and the end of its transcript say that a living session does. */
export function stateEvidence(record: SessionRecord, end: TurnEnd | null, nowMs: number): readonly StateEvidence[] {
  const said = vendorEvidence(record, end);
  const seen = end === null ? null : transcriptEvidence(end, record, nowMs);
  return [said, seen].filter((one) => one !== null);
}

/** The statuses of 2.1.329: `idle`, `busy`, `waiting`, and `shell`, idle with a command in the background. */
function vendorEvidence(record: SessionRecord, end: TurnEnd | null): StateEvidence | null {
  const base = { source: 'vendor', since: record.statusSince, observedAt: record.updated } as const;
  switch (record.status) {
    case 'busy':
      return { ...base, is: 'busy', why: 'works' };
    case 'idle':
      return { ...base, is: 'idle', why: 'has nothing to do' };
    case 'shell':
      return { ...base, is: 'shell', why: 'a command runs in the background' };
    case 'waiting':
      return { ...base, is: 'waiting', why: waitsFor(record.waitingFor, end) };
    // Not written yet, or a word that is not known here.
    case null:
    default:
      return null;
  }
}

/** The words of 2.1.329 in shorter ones; a reason that is not known here is passed on as it is. */
const WAITS: Readonly<Record<string, string>> = {
  'permission prompt': 'permission',
  'dialog open': 'a dialog',
  'input needed': 'an answer',
  'goal proposal': 'a goal to be agreed',
  'sandbox request': 'a sandboxed command',
  'worker request': 'a worker',
};

function waitsFor(reason: string | null, end: TurnEnd | null): string {
  if (reason === null) return 'an answer';
  const words = WAITS[reason] ?? reason;
  return reason === 'permission prompt' && end?.tool ? `${words}: ${end.tool}` : words;
}

function transcriptEvidence(end: TurnEnd, record: SessionRecord, nowMs: number): StateEvidence | null {
  const base = { source: 'transcript', since: end.at, observedAt: end.at } as const;
  if (end.is === 'limited') {
    // When its time has come, the session goes on by itself or waits for a word like any other.
    if (end.until !== null && Date.parse(end.until) <= nowMs) return { ...base, is: 'idle', why: 'its limit is over' };
    return { ...base, is: 'limited', why: 'the quota is used up', until: end.until };
  }
  if (end.is !== 'over') {
    return { ...base, is: 'busy', why: end.tool === null ? 'the model has the word' : `${end.tool} was called` };
  }
  const settled = end.at !== null && nowMs - Date.parse(end.at) >= SETTLES_MS;
  if (record.status !== 'busy' || !settled) return { ...base, is: 'idle', why: 'its last turn is over' };
  const agents = end.pendingAgents ?? 0;
  const who = agents === 0 ? 'something works' : agents === 1 ? 'an agent works' : `${agents} agents work`;
  return { ...base, is: 'background', why: `its turn is over, ${who} on` };
}
