import { AGENTS, type Profile } from '@ccx/contracts';
import type { UsageReport, UsageReportRequest } from '@ccx/usage';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import type { Terminal } from '../render/terminal.ts';
import { notRead } from './not-read.ts';

type NamedAccount = Pick<Profile, 'agent' | 'configDir' | 'id' | 'name'>;

/** Where was looked, and what to do next. */
export function nothingFound(
  request: UsageReportRequest,
  accounts: readonly NamedAccount[],
  skipped: UsageReport['skipped'],
  { home, symbols }: Pick<Terminal, 'home' | 'symbols'>,
): readonly string[] {
  const asked = filters(request, accounts, home);
  if (asked.length > 0) {
    return [
      ` No calls match: ${asked.map(({ words }) => words).join(', ')}.`,
      ...notRead(skipped),
      ...asked.map(({ see }) => `   ${see.padEnd(SEE)}shows which there are`),
    ];
  }
  const looked = accounts.map(({ agent: kind, configDir, name }) => {
    const { defaultConfigDir, transcripts } = AGENTS[kind];
    const folder = configDir === null ? `~/${defaultConfigDir}` : shortPath(configDir, home);
    return `   ${name}: ${folder}/${transcripts}`;
  });
  return [
    ' No calls of a model yet. Looked for transcripts in',
    ...looked,
    ...notRead(skipped),
    ...[
      [`ccx run "${symbols.ellipsis}"`, 'makes the first ones'],
      ['ccx profile discover', 'finds accounts that lie elsewhere'],
    ].map(([command = '', does]) => `   ${command.padEnd(25)}${does}`),
  ];
}

const SEE = 24;

interface Filter {
  readonly words: string;
  /** A report that shows what could have been asked for. */
  readonly see: string;
}

/** What was asked for, as it was understood. */
function filters(
  { since, until, timeZone, agent, project, model, sessionId, accountIds }: UsageReportRequest,
  accounts: readonly NamedAccount[],
  home: Terminal['home'],
): readonly Filter[] {
  const names = accountIds?.map((id) => accounts.find((one) => one.id === id)?.name ?? id);
  const days = [...(since === undefined ? [] : [`from ${since}`]), ...(until === undefined ? [] : [`until ${until}`])];
  const zone = timeZone === undefined ? '' : ` (${timeZone})`;
  const all: readonly (Filter | false)[] = [
    days.length > 0 && { words: `${days.join(' ')}${zone}`, see: 'ccx usage monthly' },
    names !== undefined && { words: `account ${names.join(', ')}`, see: 'ccx usage profile' },
    agent !== undefined && { words: `agent ${agent}`, see: 'ccx usage agent' },
    project !== undefined && { words: `project ${shortPath(project, home)}`, see: 'ccx usage project' },
    model !== undefined && { words: `model ${model}`, see: 'ccx usage model' },
    sessionId !== undefined && { words: `session ${sessionId}`, see: 'ccx usage session' },
  ];
  return all.flatMap((filter) => (filter === false ? [] : [{ ...filter, words: printableLine(filter.words) }]));
}
