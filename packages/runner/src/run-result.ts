import {
  AGENTS,
  createRedactor,
  type RunAttempt,
  type RunOutcome,
  type RunRecord,
  type RunResult,
} from '@ccx/contracts';
import type { AgentEnd, Run } from './conduct-run.ts';
import { configDirIn } from './environment.ts';
import { outcomeOf } from './outcome.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { ProcessEnd } from './run-process.ts';
import { secretsOf } from './secrets.ts';
import { structuredAnswer } from './structured-answer.ts';
import { type ToldRun, withRecord } from './with-record.ts';

const NOT_STARTED: Omit<ProcessEnd, 'summary'> = {
  ending: { by: 'caller', done: false },
  exitCode: null,
  signal: null,
  stderr: '',
  stdoutBytes: 0,
  stdoutClosedEarly: false,
};

/** The result of a run whose agent has ended. */
export async function resultOf(
  run: Run,
  { adapter, dialect, environment }: PreparedRun,
  record: RunRecord,
  end: AgentEnd,
): Promise<RunResult> {
  const { setup, request, target, runId, warn } = run;
  const { agent } = target.account;
  const process = end.process ?? { ...NOT_STARTED, summary: dialect.summarizer().summary() };
  const { exitCode, signal } = process;
  const clean = createRedactor(secretsOf(environment.env));
  const stderr = clean(process.stderr);
  const now = setup.clock.now();
  const verdict = outcomeOf({
    ...process,
    agent,
    stderr: adapter.idleTalk === undefined ? stderr : stderr.replace(adapter.idleTalk, ''),
    classify: () => dialect.classify(process.stderr, { now, timeZone: setup.timeZone, from: 'stderr' }),
    aborted: adapter.aborted(process.summary),
    exitCodeCounts: adapter.exitCodeCounts,
  });
  const sessionId = process.summary.sessionId ?? (end.process === null ? null : record.sessionId);
  const configDir = configDirIn(agent, environment.env, setup.home);
  const transcriptPath =
    sessionId === null ? null : await adapter.transcript({ configDir, cwd: end.cwd ?? request.cwd, sessionId });
  const said: ToldRun = { outcome: verdict, summary: process.summary };
  const told =
    transcriptPath === null ? said : await withRecord(adapter, said, { transcriptPath, since: run.startedAt, now });
  const outcome = redacted(clean, told.outcome);
  const summary =
    request.jsonSchema !== undefined && adapter.schemaAnswerIsText === true
      ? { ...told.summary, structured: structuredAnswer(outcome, told.summary) }
      : told.summary;
  if (process.ending.by === 'deadline' && process.ending.deadline === 'linger') {
    const what = process.stdoutClosedEarly ? 'closed its output' : 'had given its result';
    warn(`${AGENTS[agent].title} did not end after it ${what}, and was ended.`);
  } else if (outcome.status === 'success' && exitCode !== 0) {
    warn(`${AGENTS[agent].title} ended with ${signal ?? `exit code ${exitCode}`} after a successful result.`);
  }
  if (setup.watchdog.problem !== null) warn(setup.watchdog.problem);

  const last: RunAttempt = {
    // What the account was started with, else what the agent's own output proves.
    target: { ...record.target, billing: record.target.billing ?? summary.billing ?? null },
    outcome,
    summary,
    exitCode,
    signal,
    startedAt: run.startedAt,
    durationMs: Math.max(0, Date.parse(now) - Date.parse(run.startedAt)),
    logPath: run.logPath,
    transcriptPath,
    stderr,
    warnings: [...run.warnings],
    why: null,
  };
  return { ...outcome, schemaVersion: 1, runId, last, attempts: [last] };
}

function redacted(clean: (text: string) => string, outcome: RunOutcome): RunOutcome {
  if (!('failure' in outcome)) return outcome;
  return { ...outcome, failure: { ...outcome.failure, detail: clean(outcome.failure.detail) } };
}
