import { isAgentKind } from '@ccx/contracts';
import type { AskedOptions } from '@ccx/runner';
import type { WorkEntry } from '@ccx/queue/batch';

/** What of an entry an agent is told by an option of its own, by the names of the batch. */
const ASKED: Readonly<Partial<Record<keyof WorkEntry, (entry: WorkEntry) => Partial<AskedOptions>>>> = {
  allow: ({ allow = [] }) => ({ allowedTools: allow }),
  effort: ({ effort = '' }) => ({ effort }),
  maxTurns: ({ maxTurns = 1 }) => ({ maxTurns }),
  budget: ({ budget = 1 }) => ({ maxBudgetUsd: budget }),
};

/** What its agent would refuse at night is said at once; `null` also where any agent may do it: another one may have it. */
export async function refusedOption(entry: WorkEntry, lane: string): Promise<string | null> {
  const [agent = ''] = lane.split('/');
  const asked = Object.entries(ASKED).filter(([key]) => Object.hasOwn(entry, key));
  if (!isAgentKind(agent) || asked.length === 0) return null;
  const { optionRefusal } = await import('@ccx/runner');
  for (const [key, optionsOf] of asked) {
    const refusal = optionRefusal(agent, { permission: 'safe', ...optionsOf(entry) });
    if (refusal !== null) return `${key} is not possible: ${refusal.replace(/\.$/, '')}`;
  }
  return null;
}
