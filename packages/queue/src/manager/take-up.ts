import type { WorkItem, WorkProgress } from '@ccx/contracts';
import { canResume } from './cut-short.ts';
import type { PastRun } from './look-back.ts';

/** How the work on an item begins. */
export type TakeUp =
  /** With its own prompt; `note` says what a person should know of the run before. */
  | { readonly is: 'anew'; readonly note: string | null }
  /** In its session. `elsewhere`: it is proved that nothing was done there, so a new run on another account is as good. */
  | {
      readonly is: 'resume';
      readonly sessionId: string;
      readonly accountId: string;
      readonly elsewhere: boolean;
      readonly note: string;
    }
  | { readonly is: 'alive'; readonly reason: string }
  | { readonly is: 'ask'; readonly reason: string };

/**
 * How to go on with an item of which a run got somewhere and was cut short. Work that may have had effects is never
 * repeated in silence: it goes on in its session, is repeated because its policy says so, or a person is asked.
 *
 * @param past what the ledger and the agent's record know; `null` is nothing, then only the queue's own word counts
 */
export function takeUp(
  { onEffects }: Pick<WorkItem, 'onEffects'>,
  progress: WorkProgress | null,
  past: PastRun | null,
): TakeUp {
  if (progress === null) return { is: 'anew', note: null };
  // It may have been killed between the choice of another account and the start of a run there.
  const accountId = past?.accountId ?? progress.accountId;
  const on = accountId === progress.accountId ? (progress.profile ?? accountId) : accountId;
  if (past?.alive === true) return { is: 'alive', reason: `its last run still lives on ${on}` };

  const known = past === null ? progress.sessionId : past.sessionId;
  const sessionId = known !== null && canResume(accountId) ? known : null;
  const effects = progress.effects === 'possible' ? 'possible' : (past?.effects ?? 'unknown');
  const was = `its run on ${on} was cut short`;
  if (onEffects === 'retry') {
    return { is: 'anew', note: effects === 'none' ? null : `${was}, tools may have changed something; it ran anew` };
  }
  const session = sessionWords(sessionId, canResume(accountId) ? progress.sessionId : null);
  if (onEffects === 'ask' && effects !== 'none') return { is: 'ask', reason: asked(was, effects, session) };
  if (sessionId !== null) {
    const note = `${was}; it went on in session ${sessionId}`;
    return { is: 'resume', sessionId, accountId, elsewhere: effects === 'none', note };
  }
  return effects === 'none' ? { is: 'anew', note: null } : { is: 'ask', reason: asked(was, effects, session) };
}

function asked(was: string, effects: 'possible' | 'unknown', session: string): string {
  const tools = effects === 'possible' ? 'tools may have changed something' : 'nothing proves that no tool ran';
  return `${was}; ${tools}; ${session}`;
}

/** `announced`: what its agent said at the start, which is all that is left of a session without a record. */
function sessionWords(sessionId: string | null, announced: string | null): string {
  if (sessionId !== null) return `session ${sessionId} can be resumed`;
  return announced === null ? 'there is no session to resume' : `session ${announced} left no record to resume`;
}
