import type { Instant, RunOutcome, RunSummary } from '@ccx/contracts';
import type { AgentAdapter } from './agent-adapter.ts';
import { failed } from './outcome.ts';

/** A run as its output tells it, and as its agent's own record mends that. */
export interface ToldRun {
  readonly outcome: RunOutcome;
  readonly summary: RunSummary;
}

/** Where a run stands in the record. */
export interface PlaceInRecord {
  readonly transcriptPath: string;
  readonly since: Instant;
  readonly now: Instant;
}

/**
 * A run with what its agent's own record knows better: its tokens, its answer, why it failed, and whether a tool may have
 * changed something. Whether it failed at all, the output has said.
 */
export async function withRecord(adapter: AgentAdapter, told: ToldRun, place: PlaceInRecord): Promise<ToldRun> {
  const { outcome, summary } = told;
  if (outcome.status !== 'success') return withFailure(adapter, told, place);
  const { transcriptPath, since } = place;
  const usage = (await adapter.recordUsage?.(transcriptPath, since, summary)) ?? summary.usage;
  const text = (await adapter.recordText?.(transcriptPath, since, summary.text)) ?? summary.text;
  return { outcome, summary: { ...summary, usage, text } };
}

async function withFailure(adapter: AgentAdapter, told: ToldRun, place: PlaceInRecord): Promise<ToldRun> {
  const { outcome, summary } = told;
  const said = 'failure' in outcome ? outcome.failure : null;
  const better = said === null ? null : ((await adapter.recordFailure?.({ ...place, failure: said })) ?? null);
  const effects = summary.effects === 'none' ? await effectsOf(adapter, place) : summary.effects;
  if (said === null || better === null) return { outcome, summary: { ...summary, effects } };
  return {
    outcome: failed(better),
    summary: {
      ...summary,
      effects,
      failure: summary.failure === null ? null : better,
      limits: better.limit === null ? summary.limits : [...summary.limits, better.limit],
    },
  };
}

/** A record that is there and cannot be read rules no tool out. */
async function effectsOf(
  adapter: AgentAdapter,
  { transcriptPath, since }: PlaceInRecord,
): Promise<RunSummary['effects']> {
  const tools = await adapter.recordTools(transcriptPath, since);
  return tools?.every((tool) => adapter.readOnlyTools.has(tool)) === true ? 'none' : 'possible';
}
