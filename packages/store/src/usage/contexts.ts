import type { UsageQuery } from '@ccx/contracts';
import { cellsOf, numberOf } from '../sqlite/columns.ts';
import type { Connection } from '../sqlite/connection.ts';
import type { Names } from './names.ts';

/** What calls have in common, as the numbers of `Names`; 0 is `null`. */
export interface Context {
  readonly account: number;
  readonly session: number;
  readonly model: number;
  readonly cwd: number;
  readonly branch: number;
  readonly subagent: number;
  readonly entrypoint: number;
  readonly speed: number;
  readonly geography: number;
  readonly flags: number;
}

const READ = `SELECT id, account, session, model, cwd, branch, subagent, entrypoint, speed, geography, flags
  FROM contexts WHERE ?1 IS NULL OR id IN (SELECT value FROM json_each(?1))`;

/** The contexts that the query lets through; only these where `ids` are given. */
export function contextsOf(
  connection: Connection,
  names: Names,
  query: UsageQuery,
  ids: Iterable<number> | null,
): ReadonlyMap<number, Context> {
  const passes = filterOf(names, query);
  const found = new Map<number, Context>();
  for (const row of connection.rows(READ).all(ids === null ? null : JSON.stringify([...ids]))) {
    const [id, account, session, model, cwd, branch, subagent, entrypoint, speed, geography, flags] = cellsOf(row);
    const context: Context = {
      account: numberOf(account),
      session: numberOf(session),
      model: numberOf(model),
      cwd: numberOf(cwd),
      branch: numberOf(branch),
      subagent: numberOf(subagent),
      entrypoint: numberOf(entrypoint),
      speed: numberOf(speed),
      geography: numberOf(geography),
      flags: numberOf(flags),
    };
    if (passes(context)) found.set(numberOf(id), context);
  }
  return found;
}

function filterOf(names: Names, query: UsageQuery): (context: Context) => boolean {
  const { accountIds, agent } = query;
  const accounts = accountIds && new Set(accountIds.map((id) => names.findAccount(id)));
  // A text that is not kept has no number, and no context equals that.
  const text = (value: string | undefined): number | null | undefined =>
    value === undefined ? null : names.findText(value);
  const project = text(query.project);
  const model = text(query.model);
  const session = text(query.sessionId);
  return (context) =>
    (accounts === undefined || accounts.has(context.account)) &&
    (agent === undefined || names.accountOf(context.account).agent === agent) &&
    (project === null || context.cwd === project) &&
    (model === null || context.model === model) &&
    (session === null || context.session === session);
}
