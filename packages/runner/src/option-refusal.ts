import { CcxError, type AgentKind, type RunRequest } from '@ccx/contracts';
import { adapterOf } from './agents.ts';
import { optionArguments } from './argument-table.ts';

/** The options of a request that an agent may not have. */
export type AskedOptions = Pick<
  RunRequest,
  'allowedTools' | 'effort' | 'maxTurns' | 'maxBudgetUsd' | 'jsonSchema' | 'permission'
>;

/**
 * Why an agent would refuse a run with these options, in a sentence, for whoever plans it long before it begins; `null`
 * where it would not. Nothing is started.
 *
 * @example
 * optionRefusal('codex', { permission: 'safe', maxTurns: 5 }); // 'Codex has no equivalent for "maxTurns".'
 */
export function optionRefusal(agent: AgentKind, options: AskedOptions): string | null {
  try {
    optionArguments(adapterOf(agent).table, agent, options, { model: null });
    return null;
  } catch (error) {
    if (CcxError.is(error)) return error.message;
    throw error;
  }
}
