import { AGENTS, type Profile } from '@ccx/contracts';
import type { UsageReport, UsageReportRequest } from '@ccx/usage';
import { shortPath } from '../render/short-path.ts';
import type { Terminal } from '../render/terminal.ts';
import { notRead } from './not-read.ts';

/** Where was looked, and what to do next. */
export function nothingFound(
  request: UsageReportRequest,
  accounts: readonly Pick<Profile, 'agent' | 'configDir' | 'name'>[],
  skipped: UsageReport['skipped'],
  { home }: Pick<Terminal, 'home'>,
): readonly string[] {
  const { since, until, agent, project, model, sessionId, accountIds } = request;
  const filters = [since, until, agent, project, model, sessionId, accountIds];
  if (filters.some((filter) => filter !== undefined)) {
    return [' No calls match.', ...notRead(skipped), '   ccx usage --json | jq .range     shows which days were meant'];
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
    '   ccx run "…"              makes the first ones',
    '   ccx profile discover     finds accounts that lie elsewhere',
  ];
}
