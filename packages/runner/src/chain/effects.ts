import type { RunAttempt, RunRequest, RunTarget } from '@ccx/contracts';

/** What must be known to send a prompt a second time. */
export interface EffectsPorts {
  /** Whether the agent's own record shows a tool call; `true` also where there is no record that can be read. */
  readonly recordShowsTool: (attempt: RunAttempt) => Promise<boolean>;
  /** Whether the sessions of one target can be resumed on the other. */
  readonly sharesHistory: (from: RunTarget, to: RunTarget) => Promise<boolean>;
}

/** How a run that was cut short goes on, or why it cannot. */
export type Continuation =
  | { readonly is: 'rerun' | 'resume'; readonly request: RunRequest }
  | { readonly is: 'stuck'; readonly why: string };

/** What an interrupted session is told; its history holds the prompt already. */
const GO_ON = 'You were interrupted. Go on where you stopped; do not repeat what is done.';

/**
 * How a run goes on, elsewhere or on the same account. Before the first tool call its prompt is simply sent again, and
 * that there was none is proved by the events and by the agent's own record: events leave calls out. Afterwards its
 * session is resumed where its history can be reached, and nowhere else.
 *
 * @param request what `attempt` was started with
 */
export async function continuation(
  request: RunRequest,
  attempt: RunAttempt,
  target: RunTarget,
  { recordShowsTool, sharesHistory }: EffectsPorts,
): Promise<Continuation> {
  const { summary } = attempt;
  const shared = await sharesHistory(attempt.target, target);
  const untouched = summary.toolCalls === 0 && summary.effects === 'none' && !(await recordShowsTool(attempt));
  if (untouched) {
    const { session, ...fresh } = request;
    if (session === undefined) return { is: 'rerun', request };
    // The first attempt may have used up the id that it was to give its session.
    if (session.mode === 'new') return { is: 'rerun', request: shared ? fresh : request };
    if (shared) return { is: 'rerun', request };
    return { is: 'stuck', why: `the history of session ${session.id} cannot be reached there` };
  }
  if (summary.sessionId === null) return { is: 'stuck', why: 'a tool may have run and its session is not known' };
  if (!shared) {
    return {
      is: 'stuck',
      why: `a tool may have run and the history of session ${summary.sessionId} cannot be reached there`,
    };
  }
  return { is: 'resume', request: { ...request, prompt: GO_ON, session: { mode: 'resume', id: summary.sessionId } } };
}
