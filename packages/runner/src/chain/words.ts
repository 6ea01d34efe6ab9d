import { AGENTS, type Failure, type RunAttempt, type RunTarget } from '@ccx/contracts';

/** How a person calls a target. */
export function nameOf({ name, account, model }: RunTarget): string {
  const who = name ?? (account.configDir === null ? AGENTS[account.agent].title : account.id);
  return model === null || name !== null ? who : `${who} (${model})`;
}

/** What an attempt met, e.g. "work hit its 5-hour limit". */
export function whatHappened({ target, outcome }: RunAttempt): string {
  const who = nameOf(target);
  if (!('failure' in outcome)) return `${who} ended`;
  const { failure } = outcome;
  if (failure.class === 'limit') return `${who} hit ${limitName(failure)}`;
  if (failure.class === 'billing') return `${who} cannot be charged`;
  return failure.class === 'overload' ? `${who} is overloaded` : `${who} failed (${failure.class})`;
}

function limitName({ limit }: Failure): string {
  const id = limit?.windowId ?? '';
  const model = limit?.appliesTo ?? null;
  const whose = model === null ? '' : ` for ${model}`;
  if (id.startsWith('session')) return `its 5-hour limit${whose}`;
  const span = /^(weekly|daily|monthly)\b/.exec(id)?.[1];
  return `${span === undefined ? 'a' : `its ${span}`} limit${whose}`;
}
