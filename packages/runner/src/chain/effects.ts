import type { RunAttempt, RunRequest, RunTarget } from '@ccx/contracts';
import { unreachable, type SessionCarrier } from '../carry/carry-session.ts';

/** What must be known to send a prompt a second time. */
export interface EffectsPorts {
  /** What the agent's own record shows that it called; `any` also where there is no record that can be read. */
  readonly recordedCalls: (attempt: RunAttempt) => Promise<RecordedCalls>;
  /** Whether the sessions of one target can be resumed on the other. */
  readonly sharesHistory: (from: RunTarget, to: RunTarget) => Promise<boolean>;
  /** Copies a session's own record to another account, see {@link SessionCarrier.carry}. */
  readonly carrySession: SessionCarrier['carry'];
}

/** Calls in an agent's record: none, of tools that read and do no more, or others. */
export type RecordedCalls = 'none' | 'reads' | 'any';

/** How a run that was cut short goes on, or why it cannot. */
export type Continuation =
  | { readonly is: 'rerun' | 'rerun-after-reads' | 'resume' | 'carried'; readonly request: RunRequest }
  | { readonly is: 'stuck'; readonly why: string };

/** What an interrupted session is told to go on where nobody says anything else; its history holds the prompt already. */
export const GO_ON_PROMPT = 'You were interrupted. Go on where you stopped; do not repeat what is done.';

/**
 * How a run goes on, elsewhere or on the same account. Before the first tool call its prompt is simply sent again, and
 * that there was none is proved by the events and by the agent's own record: events leave calls out. Afterwards its
 * session is resumed where its history can be reached, or may be carried there; and where the request allows it and only
 * tools that read were called, its prompt may be sent again.
 *
 * @param request what `attempt` was started with
 */
export async function continuation(
  request: RunRequest,
  attempt: RunAttempt,
  target: RunTarget,
  { recordedCalls, sharesHistory, carrySession }: EffectsPorts,
): Promise<Continuation> {
  const { summary } = attempt;
  const { sessionId } = summary;
  const shared = await sharesHistory(attempt.target, target);
  const bring = async (id: string): Promise<string | null> => {
    if (request.carrySession !== true) return unreachable(id);
    return carrySession({ sessionId: id, from: attempt.target, to: target, cwd: request.cwd });
  };

  const calls = summary.effects === 'none' ? await recordedCalls(attempt) : 'any';
  if (calls === 'none' && summary.toolCalls === 0) return again(request, shared, bring, 'rerun');
  let whose = 'its session is not known';
  if (sessionId !== null) {
    const resumed: RunRequest = { ...request, prompt: GO_ON_PROMPT, session: { mode: 'resume', id: sessionId } };
    if (shared) return { is: 'resume', request: resumed };
    const missing = await bring(sessionId);
    if (missing === null) return { is: 'carried', request: resumed };
    whose = missing;
  }
  if (calls !== 'any' && request.rerunAfterReads === true) return again(request, shared, bring, 'rerun-after-reads');
  return { is: 'stuck', why: `a tool may have run and ${whose}` };
}

/** The same prompt, in a session that it can have. */
async function again(
  request: RunRequest,
  shared: boolean,
  bring: (sessionId: string) => Promise<string | null>,
  is: 'rerun' | 'rerun-after-reads',
): Promise<Continuation> {
  const { session, ...fresh } = request;
  if (session === undefined) return { is, request };
  // The first attempt may have used up the id that it was to give its session.
  if (session.mode === 'new') return { is, request: shared ? fresh : request };
  if (shared) return { is, request };
  const missing = await bring(session.id);
  return missing === null ? { is: 'carried', request } : { is: 'stuck', why: missing };
}
