import type { UsageQuery } from '@ccx/contracts';
import type { Names } from './names.ts';

/** What a query lets through, as a condition on `contexts c`, without values that have to be bound. */
export function conditionOf(names: Names, query: UsageQuery): string {
  const { accountIds, agent, project, model, sessionId } = query;
  const wanted: string[] = [];
  const only = (column: string, ids: readonly (number | undefined)[]): void => {
    // What is not kept has no number, and lets nothing through.
    wanted.push(`c.${column} IN (${ids.filter((id) => id !== undefined).join(', ')})`);
  };
  if (accountIds !== undefined)
    only(
      'account',
      accountIds.map((id) => names.findAccount(id)),
    );
  if (agent !== undefined) only('account', names.accountsOf(agent));
  if (project !== undefined) only('cwd', names.foldersOf(project));
  if (model !== undefined) only('model', [names.findText(model)]);
  if (sessionId !== undefined) only('session', [names.findText(sessionId)]);
  return wanted.length === 0 ? '1' : wanted.join(' AND ');
}
