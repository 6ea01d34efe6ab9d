import type { FleetEnricher, FleetExtras, FleetMember } from '@ccx/contracts';
import type { FleetSource, HistoryFacts } from '../source.ts';
import { statsOf } from '../careful-files.ts';
import { FLEET_SOURCES } from '../sources.ts';
import { gitPlace } from './git-place.ts';

/**
 * Model, branch, worktree, cost, tokens and subagents of the living, by the end of each history and by git's files. A
 * history that has not grown since the last scan is not read again.
 */
export function historyEnricher(): FleetEnricher {
  const known = new Map<string, { readonly version: string; readonly facts: HistoryFacts }>();
  function factsOf(source: FleetSource, path: string): HistoryFacts {
    const stats = statsOf(path);
    const version = `${stats?.size} ${stats?.mtimeMs}`;
    const kept = known.get(path);
    if (kept?.version === version) return kept.facts;
    const facts = source.facts(path);
    known.set(path, { version, facts });
    return facts;
  }
  return {
    async enrich(members) {
      const living = members.filter(({ alive }) => alive === true);
      return new Map(living.map((member) => [member.process.pid, extrasOf(member, factsOf)]));
    },
  };
}

function extrasOf(
  { agent, cwd, transcriptPath = null, startedAt }: FleetMember,
  factsOf: (source: FleetSource, path: string) => HistoryFacts,
): FleetExtras {
  const source = FLEET_SOURCES.find((one) => one.agent === agent);
  const place = cwd === null ? null : gitPlace(cwd);
  const git = { gitBranch: place?.branch ?? null, worktree: place?.worktree ?? null };
  if (source === undefined || transcriptPath === null) return git;
  const began = startedAt === null ? 0 : Date.parse(startedAt);
  return { ...git, ...factsOf(source, transcriptPath), subagents: source.subagents(transcriptPath, began) };
}
