import { AGENTS, isAgentKind, type WorkDraft, type WorkOutcome, type WorkProgress } from '@ccx/contracts';

/** Whether the agent of an account, named by its id, can go on in a session that its process has left. */
export function canResume(accountId: string): boolean {
  const agent = accountId.split(':', 1)[0];
  return isAgentKind(agent) && AGENTS[agent].resumes;
}

/**
 * What follows for an item whose run was cut short after a tool may have changed something. Its policy decides, and the
 * reason always says so; where there is no session to go on in, a person is asked.
 */
export function cutShort(
  outcome: WorkOutcome,
  { effects, sessionId, accountId }: Pick<WorkProgress, 'effects' | 'sessionId' | 'accountId'>,
  policy: WorkDraft['onEffects'],
): WorkOutcome {
  if ((outcome.is !== 'wait' && outcome.is !== 'retry') || effects === 'none') return outcome;
  const reason = `${outcome.reason}; tools may have changed something`;
  if (policy === 'retry') return { ...outcome, reason: `${reason}, and it runs anew` };
  const resumable = sessionId !== null && canResume(accountId);
  if (policy === 'resume' && resumable) return { ...outcome, reason: `${reason}, it goes on in session ${sessionId}` };
  const session = resumable ? `session ${sessionId} can be resumed` : 'there is no session to resume';
  return { is: 'needs-human', reason: `${reason}; ${session}` };
}
