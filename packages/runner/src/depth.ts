import { AGENTS, CcxError, type Account, type Env } from '@ccx/contracts';
import type { RunJournal } from './journal.ts';

/** How many agents stand above a process; passed on to the children. */
export const DEPTH_VARIABLE = 'CCX_RUN_DEPTH';
/** The run a process belongs to: by it the members of a tree are found wherever they went. */
export const RUN_ID_VARIABLE = 'CCX_RUN_ID';

const LARGEST_DEPTH = 2;
const NESTED_STARTS_AN_HOUR = 30;
const HOUR_MS = 3_600_000;

/** How many agents stand above this process; a value that is no number counts as one, since somebody set it. */
export function depthOf(env: Env): number {
  const text = env[DEPTH_VARIABLE] ?? '';
  if (text === '') return 0;
  const depth = Number(text);
  return Number.isInteger(depth) && depth >= 0 ? depth : 1;
}

/**
 * Refuses agents that start agents without end.
 *
 * @throws {CcxError} `run_depth_exceeded`, `run_rate_exceeded`
 */
export async function checkNesting(depth: number, account: Account, journal: RunJournal): Promise<void> {
  checkDepth(depth);
  if (depth === 0) return;
  const starts = await journal.nestedStarts(account.id, HOUR_MS);
  if (starts < NESTED_STARTS_AN_HOUR) return;
  throw new CcxError(
    'run_rate_exceeded',
    `Agents started ${starts} runs of ${AGENTS[account.agent].title} on ${account.id} within an hour; expected fewer than ${NESTED_STARTS_AN_HOUR}.`,
    { hint: 'Look for an agent that keeps starting others; the cap does not hold for runs that you start.' },
  );
}

/** @throws {CcxError} `run_depth_exceeded` */
export function checkDepth(depth: number): void {
  if (depth < LARGEST_DEPTH) return;
  throw new CcxError(
    'run_depth_exceeded',
    `This run would be an agent's agent's agent (${DEPTH_VARIABLE} is ${depth}); expected at most ${LARGEST_DEPTH} of them.`,
    { hint: 'Let the agent do the work itself, or put it into a queue.' },
  );
}
