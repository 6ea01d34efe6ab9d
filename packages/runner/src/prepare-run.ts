import { randomUUID } from 'node:crypto';
import { AGENTS, CcxError, type Dialect, type RunRequest, type RunTarget } from '@ccx/contracts';
import type { AgentAdapter } from './agent-adapter.ts';
import { adapterOf } from './agents.ts';
import { optionArguments } from './argument-table.ts';
import { askLogin, LOGIN_TIMEOUT_MS } from './ask-login.ts';
import { requireProgram } from './binary.ts';
import { checkRequest } from './check-request.ts';
import { checkNesting, depthOf } from './depth.ts';
import { runEnvironment, type RunEnvironment } from './environment.ts';
import type { RunnerSetup } from './runner-setup.ts';
import type { Entered, Workplace } from './worktree/workplace.ts';

/** All that is known before anything is started. */
export interface PreparedRun extends Entered {
  readonly adapter: AgentAdapter;
  readonly dialect: Dialect;
  readonly file: string;
  readonly streamArgs: readonly string[];
  /** The id that `streamArgs` give to the new session, chosen here; `null` where the caller or the agent chooses. */
  readonly chosenSessionId: string | null;
  /** The stream without that id, for an agent that refuses it. */
  readonly plainStreamArgs: readonly string[];
  /** For an agent that refuses the stream; `null` where there is no such way. */
  readonly bufferedArgs: readonly string[] | null;
  readonly environment: RunEnvironment;
  readonly depth: number;
  /** Goes to stdin; `null` where it is an argument. */
  readonly stdin: string | null;
  /** Takes away what was made for this run alone. */
  readonly release: () => Promise<void>;
}

/**
 * Checks a run and finds what it takes. Nothing is started but, where it must be known who pays, the agent's own login
 * status, and the git that gets a worktree ready when nothing else can refuse the run any more.
 *
 * @throws {CcxError} `invalid_argument`, `agent_missing`, `agent_unsupported_option`, `run_depth_exceeded`,
 *   `run_rate_exceeded`, and for a worktree those of {@link Workplace.enter}
 */
export async function prepareRun(
  setup: RunnerSetup,
  runId: string,
  request: RunRequest,
  target: RunTarget,
  workplace: Workplace,
): Promise<PreparedRun> {
  await checkRequest(request);
  const { agent } = target.account;
  const adapter = adapterOf(agent);
  const dialect = setup.dialects[agent];
  if (dialect === undefined) {
    throw new CcxError('invalid_argument', `The runner was made without a dialect for ${AGENTS[agent].title}.`, {
      hint: 'createRunner({ dialects, … }) with the dialects of @ccx/stream-json',
    });
  }
  const depth = depthOf(setup.env);
  await checkNesting(depth, target.account, setup.ledger);
  const program = await requireProgram(agent, setup.binaries[agent], setup.env);
  const own = setup.baseArgs[agent];
  const options = optionArguments(adapter.table, agent, request, target);
  const chosenSessionId = chooseSession(adapter, request, own);
  const named =
    chosenSessionId === null
      ? options
      : optionArguments(adapter.table, agent, { ...request, session: { mode: 'new', id: chosenSessionId } }, target);
  const environment = await runEnvironment(request, target, {
    base: setup.env,
    home: setup.home,
    runId,
    depth,
    askLogin: (env) => askLogin(adapter, program, { env, cwd: setup.home, timeoutMs: LOGIN_TIMEOUT_MS }),
  });
  const refusal = adapter.refuses(request, { env: environment.env, root: process.geteuid?.() === 0 });
  if (refusal !== null) throw new CcxError('agent_unsupported_option', refusal, { hint: 'Run it as another user.' });

  const entered = await workplace.enter(request);
  const preparation = await adapter.prepare?.(entered.request);
  const asArgument = setup.promptMode === 'argument';
  const all = (format: readonly string[], asked = options): readonly string[] => [
    ...program.args,
    ...(adapter.leadingArgs ?? []),
    ...(preparation?.args ?? []),
    // Options with any number of values stand before the format, so that what follows them is no value of theirs.
    ...asked,
    ...format,
    ...(request.extraArgs ?? []),
    ...(asArgument ? adapter.promptArgs(request.prompt) : (adapter.stdinPromptArgs ?? [])),
  ];
  const stream = own ?? adapter.streamArgs;
  return {
    ...entered,
    adapter,
    dialect,
    file: program.file,
    streamArgs: all(stream, named),
    chosenSessionId,
    plainStreamArgs: all(stream),
    bufferedArgs: own === undefined && adapter.bufferedArgs !== null ? all(adapter.bufferedArgs) : null,
    environment,
    depth,
    stdin: asArgument ? null : request.prompt,
    release: async () => preparation?.release(),
  };
}

/** A session gets its id before its agent starts, so that it can be found when both are killed; not where other arguments may choose it. */
function chooseSession(
  { chosenSession }: AgentAdapter,
  { session, extraArgs = [] }: RunRequest,
  baseArgs: readonly string[] | undefined,
): string | null {
  if (chosenSession === undefined || session !== undefined) return null;
  return extraArgs.length === 0 && baseArgs === undefined ? randomUUID() : null;
}
