import { AGENTS, CcxError, type AgentKind, type RunRequest, type RunTarget } from '@ccx/contracts';

/** The options of a run that an agent is told by arguments. */
export type RunOptionName =
  | 'permission'
  | 'allowedTools'
  | 'effort'
  | 'session'
  | 'maxTurns'
  | 'maxBudgetUsd'
  | 'jsonSchema'
  | 'partialText'
  | 'model';

type RunOptionValues = Required<Pick<RunRequest, Exclude<RunOptionName, 'model'>>> & { readonly model: string };

/**
 * One row per option: its arguments for a value, or `null` where the agent has no equivalent. A row throws a `CcxError`
 * for a value that the agent would refuse, or worse, ignore.
 */
export type ArgumentTable = {
  readonly [Name in RunOptionName]: ((value: RunOptionValues[Name]) => readonly string[]) | null;
};

/**
 * The arguments of a request, in the order of the table.
 *
 * @throws {CcxError} `agent_unsupported_option` for an option without an equivalent, `invalid_argument` for a value that
 *   would be read as an option of its own
 */
export function optionArguments(
  table: ArgumentTable,
  agent: AgentKind,
  request: Pick<RunRequest, Exclude<RunOptionName, 'model'>>,
  target: Pick<RunTarget, 'model'>,
): string[] {
  const values: { readonly [Name in RunOptionName]: RunOptionValues[Name] | undefined } = {
    permission: request.permission,
    allowedTools: request.allowedTools,
    effort: request.effort,
    session: request.session,
    maxTurns: request.maxTurns,
    maxBudgetUsd: request.maxBudgetUsd,
    jsonSchema: request.jsonSchema,
    partialText: request.partialText,
    model: target.model ?? undefined,
  };
  const args = <Name extends RunOptionName>(name: Name): readonly string[] => {
    const value = values[name];
    if (value === undefined) return [];
    const row = table[name];
    if (row === null) throw unsupported(agent, `"${name}"`);
    return row(value);
  };
  return [
    ...args('allowedTools'),
    ...args('permission'),
    ...args('model'),
    ...args('effort'),
    ...args('session'),
    ...args('maxTurns'),
    ...args('maxBudgetUsd'),
    ...args('jsonSchema'),
    ...args('partialText'),
  ];
}

/** The options for which an agent has an equivalent. */
export function supportedOptions(table: ArgumentTable): readonly string[] {
  return Object.entries(table)
    .filter(([, row]) => row !== null)
    .map(([name]) => name);
}

/** An option, or a value of one, that an agent does not have. */
export function unsupported(agent: AgentKind, what: string, hint?: string): CcxError {
  return new CcxError(
    'agent_unsupported_option',
    `${AGENTS[agent].title} has no equivalent for ${what}.`,
    hint === undefined ? {} : { hint },
  );
}

/** A value that goes to the agent as it is: not empty, and not an option in disguise. */
export function plainValue(what: string, value: string): string {
  if (value.trim() !== '' && !value.startsWith('-') && !value.includes('\0')) return value;
  throw new CcxError(
    'invalid_argument',
    `${what} is "${value.slice(0, 80)}"; expected a text that is not empty and does not start with "-".`,
  );
}
