import {
  AGENTS,
  allTries,
  type Clock,
  createRedactor,
  type Env,
  type RunRequest,
  type RunResult,
  type WorkFollowUp,
  type WorkHandler,
  type WorkItem,
  type WorkOutcome,
} from '@ccx/contracts';
import type { NeedOf } from '../manager/manager-options.ts';
import { parsePrompt, type PromptPayload } from './prompt-payload.ts';
import { runShell, type ShellEnd } from './shell.ts';
import { tailOf } from './tail.ts';

export interface PromptHandlerOptions {
  readonly need: NeedOf;
  readonly clock: Clock;
  /** The environment of checks. */
  readonly env: Env;
  /** Whether the 5-hour window of the account that a lane means is open; `null` is unknown. Absent: it never is. */
  readonly windowOpen?: (lane: string) => Promise<boolean | null>;
}

const TWO_HOURS_MS = 2 * 3_600_000;
const CHECK_TIMEOUT_MS = 30 * 60_000;
const TEXT_BYTES = 16 * 1024;
const CHECK_BYTES = 8 * 1024;

/**
 * The handler of type `prompt`: an agent is given a prompt, and where there is a check it is given the check's output
 * until that passes.
 */
export function createPromptHandler({
  need,
  clock,
  env,
  windowOpen,
}: PromptHandlerOptions): WorkHandler<PromptPayload> {
  return {
    type: 'prompt',
    parse: parsePrompt,
    async prepare(payload, item) {
      const lane = item.lane ?? 'auto';
      if (payload.ifWindowClosed === true && (await windowOpen?.(lane)) === true) {
        return { skipAgent: `the 5-hour window of ${lane} is open already` };
      }
      const { model = null } = payload;
      return { request: requestOf(payload, item), need: await need(lane, { model, accountId: null }) };
    },
    async finish(payload, end, item, about) {
      if ('skipAgent' in end) return { is: 'done', result: { skipped: end.skipAgent } };
      if (payload.verify === undefined) return doneOf(end, item);
      const check = await runShell({
        command: payload.verify.command,
        cwd: end.last.worktree?.path ?? payload.cwd,
        env: { ...env, ...payload.env },
        timeoutMs: CHECK_TIMEOUT_MS,
        keepBytes: CHECK_BYTES,
        clock,
        signal: about?.signal ?? new AbortController().signal,
      });
      if (check.by === 'itself' && check.exitCode === 0) return doneOf(end, item);
      if (check.by === 'abort') return { is: 'retry', reason: 'its check was ended' };
      return notYet(payload, end, item, check);
    },
  };
}

function requestOf(payload: PromptPayload, item: WorkItem): RunRequest {
  const { title, model: _, allowDenied: __, verify: ___, ifWindowClosed: ____, worktree, ...request } = payload;
  return {
    timeoutMs: TWO_HOURS_MS,
    ...request,
    ...(worktree !== undefined && { worktree: placeOf(worktree) }),
    metadata: { workItemId: item.id, ...(title !== undefined && { title }) },
  };
}

function placeOf({ name, base }: NonNullable<PromptPayload['worktree']>): NonNullable<RunRequest['worktree']> {
  return { name, ...(base !== undefined && { base }) };
}

/** What failed goes back to the agent, for as many rounds as the item allows. */
function notYet(
  payload: PromptPayload,
  { last }: RunResult,
  item: WorkItem,
  check: ShellEnd,
): WorkFollowUp | WorkOutcome {
  const { command = '', rounds = 0 } = payload.verify ?? {};
  const round = item.progress?.round ?? 0;
  const how = check.by === 'timeout' ? 'took too long' : `ended with ${check.exitCode ?? check.signal}`;
  const what = `the check \`${command}\` ${how}`;
  const { sessionId } = last.summary;
  if (round >= rounds) return { is: 'needs-human', reason: `${what} after ${round} rounds: ${lastLine(check.output)}` };
  if (sessionId === null || !AGENTS[last.target.account.agent].resumes) {
    return { is: 'needs-human', reason: `${what}, and its session cannot be gone on with: ${lastLine(check.output)}` };
  }
  const prompt = `The work is not done: ${what}. Mend the cause, not the check. The end of its output:\n\n${check.output}`;
  return {
    is: 'again',
    request: { ...requestOf(payload, item), prompt, session: { mode: 'resume', id: sessionId } },
    reason: what,
  };
}

function doneOf({ attempts, last }: RunResult, item: WorkItem): WorkOutcome {
  const { target, summary, logPath, worktree, warnings } = last;
  const costs = allTries(attempts).map(({ summary: { costUsd } }) => costUsd);
  const ofThisRun = costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0);
  const { progress } = item;
  return {
    is: 'done',
    result: {
      text: tailOf(createRedactor()(summary.text), TEXT_BYTES),
      sessionId: summary.sessionId,
      account: target.name,
      accountId: target.account.id,
      model: summary.model,
      costUsd: progress?.costUsd === undefined ? ofThisRun : progress.costUsd,
      logPath,
      worktree: worktree ?? null,
      checkRounds: progress?.round ?? 0,
      warnings,
    },
  };
}

function lastLine(output: string): string {
  return output.trimEnd().split('\n').at(-1)?.slice(0, 200) ?? '';
}
