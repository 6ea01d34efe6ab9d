import { homedir } from 'node:os';
import { AGENT_KINDS, type AgentKind, type Env, type RunHandle, type RunOptions, type RunTarget } from '@ccx/contracts';
import { ambientAccount } from '../compose/account.ts';
import { chooseAgent } from '../compose/agent.ts';
import { runHistory } from '../compose/history.ts';
import { composeLimits } from '../compose/limits.ts';
import { composeFixedRoute } from '../compose/route.ts';
import { composeRunner } from '../compose/runner.ts';
import { exitCodeOfRun } from '../exit-codes.ts';
import type { Terminal } from '../render/terminal.ts';
import type { RunView } from '../run-view/run-view.ts';
import { interruptible } from './interruptible.ts';
import { lastRunIn } from './last-run.ts';
import { parseChoice } from './parse-values.ts';
import { outputMode, readRequest, workFolder, type OutputMode, type RunFlags } from './run-options.ts';

export interface RunCommand {
  readonly prompt: string | undefined;
  readonly flags: RunFlags;
  readonly agentArgs: readonly string[];
  readonly terminal: Terminal;
}

/** `ccx run`: one prompt to a trustworthy end. */
export async function runCommand({ prompt, flags, agentArgs, terminal }: RunCommand): Promise<number> {
  const { env } = process;
  const mode = outputMode(flags);
  const live = mode === 'people' && terminal.stdout.isTty;
  const home = homedir();
  const cwd = process.cwd();
  const folder = await workFolder(flags, cwd);
  const named = flags.agent === undefined ? null : parseChoice(flags.agent, '--agent', AGENT_KINDS);
  const runner = await composeRunner({ env, home });
  // After the runner's start, which files the runs that an earlier ccx left behind.
  const last = flags.resumeLast === true ? lastRunIn(await runHistory(env, home), { cwd: folder, agent: named }) : null;
  const request = await readRequest(flags, { prompt, agentArgs, stdin: process.stdin, cwd, folder, live, last });
  const account =
    last?.target.account ?? (await ambientAccount(named ?? (await chooseAgent({ env, home, runner })), env));
  const target: RunTarget = {
    account,
    name: last?.target.name ?? null,
    model: flags.model ?? last?.target.model ?? null,
    billing: null,
  };
  const others = await fallbackTargets(flags, target.account.agent, env);
  const view = await createView({ mode, live, quiet: flags.quiet === true, cwd: request.cwd, terminal, target });
  const limits = composeLimits(env, home);
  const options: RunOptions = { observers: [{ started: (record) => view.attempt?.(record) }, limits] };
  try {
    if (others.length === 0) return await showRun(runner.run(request, target, options), view);
    const { need, router } = await composeFixedRoute([target, ...others]);
    return await showRun(runner.chain(request, need, router, options), view);
  } finally {
    await limits.settled();
  }
}

/** Where the run may go on after a limit. A model's name is its vendor's, so `--model` is for the first agent only. */
async function fallbackTargets({ fallback }: RunFlags, first: AgentKind, env: Env): Promise<readonly RunTarget[]> {
  const agents = (fallback ?? '').split(',').filter((name) => name !== '');
  const named = agents.map((name) => parseChoice(name, '--fallback', AGENT_KINDS));
  const others = [...new Set(named)].filter((agent) => agent !== first);
  return Promise.all(
    others.map(async (agent) => ({
      account: await ambientAccount(agent, env),
      name: null,
      model: null,
      billing: null,
    })),
  );
}

/** Shows a run that was just started until its end and gives the exit code. Must be called in the tick of `run()`. */
export async function showRun(handle: RunHandle, view: RunView): Promise<number> {
  const signals = interruptible(handle, (text) => view.say(text));
  try {
    if (view.readsEvents) {
      for await (const event of handle) {
        await view.event(event);
        // Leaving the loop ends the run: it would be paid for and read by nobody.
        if (view.abandoned()) break;
      }
    }
    const result = await handle.result;
    view.ended(result);
    return signals.exitCode() ?? exitCodeOfRun(result);
  } finally {
    signals.stop();
  }
}

interface ViewChoice {
  readonly mode: OutputMode;
  readonly live: boolean;
  readonly quiet: boolean;
  readonly cwd: string;
  readonly terminal: Terminal;
  readonly target: RunTarget;
}

/** The view of an output mode, each in a file that is loaded when it is needed. */
async function createView({ mode, live, quiet, cwd, terminal, target }: ViewChoice): Promise<RunView> {
  if (mode !== 'people') {
    const views = await import('../run-view/json-views.ts');
    return { json: views.createJsonView, jsonl: views.createJsonlView, raw: views.createRawView }[mode]({ terminal });
  }
  if (!live) return (await import('../run-view/plain-view.ts')).createPlainView({ terminal });
  return (await import('../run-view/people-view.ts')).createPeopleView({ terminal, target, cwd, quiet });
}
