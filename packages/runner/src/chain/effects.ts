import type { RunAttempt, RunRequest, RunTarget } from '@ccx/contracts';

/** What must be known to send a prompt a second time. */
export interface EffectsPorts {
  /** What the agent's own record shows that it called; `any` also where there is no record that can be read. */
  readonly recordedCalls: (attempt: RunAttempt) => Promise<RecordedCalls>;
  /** Whether the sessions of one target can be resumed on the other. */
  readonly sharesHistory: (from: RunTarget, to: RunTarget) => Promise<boolean>;
}

/** Calls in an agent's record: none, of tools that read and do no more, or others. */
export type RecordedCalls = 'none' | 'reads' | 'any';

/** How a run that was cut short goes on, or why it cannot. */
export type Continuation =
  | { readonly is: 'rerun' | 'rerun-after-reads' | 'resume'; readonly request: RunRequest }
  | { readonly is: 'stuck'; readonly why: string };

/** What an interrupted session is told to go on where nobody says anything else; its history holds the prompt already. */
export const GO_ON_PROMPT = 'You were interrupted. Go on where you stopped; do not repeat what is done.';

/**
 * How a run goes on, elsewhere or on the same account. Before the first tool call its prompt is simply sent again, and
 * that there was none is proved by the events and by the agent's own record: events leave calls out. Afterwards its
 * session is resumed where its history can be reached; and where the request allows it and only tools that read were
 * called, its prompt may be sent again.
 *
 * @param request what `attempt` was started with
 */
export async function continuation(
  request: RunRequest,
  attempt: RunAttempt,
  target: RunTarget,
  { recordedCalls, sharesHistory }: EffectsPorts,
): Promise<Continuation> {
  const { summary } = attempt;
  const shared = await sharesHistory(attempt.target, target);
  const calls = summary.effects === 'none' ? await recordedCalls(attempt) : 'any';
  if (calls === 'none' && summary.toolCalls === 0) return again(request, shared, 'rerun');
  if (summary.sessionId !== null && shared) {
    return {
      is: 'resume',
      request: { ...request, prompt: GO_ON_PROMPT, session: { mode: 'resume', id: summary.sessionId } },
    };
  }
  if (calls !== 'any' && request.rerunAfterReads === true) return again(request, shared, 'rerun-after-reads');
  const whose = summary.sessionId === null ? 'its session is not known' : unreachable(summary.sessionId);
  return { is: 'stuck', why: `a tool may have run and ${whose}` };
}

/** The same prompt, in a session that it can have. */
function again(request: RunRequest, shared: boolean, is: 'rerun' | 'rerun-after-reads'): Continuation {
  const { session, ...fresh } = request;
  if (session === undefined) return { is, request };
  // The first attempt may have used up the id that it was to give its session.
  if (session.mode === 'new') return { is, request: shared ? fresh : request };
  return shared ? { is, request } : { is: 'stuck', why: unreachable(session.id) };
}

function unreachable(sessionId: string): string {
  return `the history of session ${sessionId} cannot be reached there`;
}
