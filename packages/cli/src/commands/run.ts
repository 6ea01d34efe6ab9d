import { homedir } from 'node:os';
import { AGENT_KINDS, type RunHandle, type RunTarget } from '@ccx/contracts';
import { ambientAccount } from '../compose/account.ts';
import { chooseAgent } from '../compose/agent.ts';
import { composeRunner } from '../compose/runner.ts';
import { exitCodeOfRun } from '../exit-codes.ts';
import type { Terminal } from '../render/terminal.ts';
import type { RunView } from '../run-view/run-view.ts';
import { interruptible } from './interruptible.ts';
import { parseChoice } from './parse-values.ts';
import { outputMode, readRequest, type OutputMode, type RunFlags } from './run-options.ts';

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
  const request = await readRequest(flags, { prompt, agentArgs, stdin: process.stdin, cwd: process.cwd(), live });
  const home = homedir();
  const named = flags.agent === undefined ? null : parseChoice(flags.agent, '--agent', AGENT_KINDS);
  const runner = await composeRunner({ env, home });
  const account = await ambientAccount(named ?? (await chooseAgent({ env, home, runner })), env);
  const target: RunTarget = { account, name: null, model: flags.model ?? null, billing: null };
  const view = await createView({ mode, live, quiet: flags.quiet === true, cwd: request.cwd, terminal, target });
  return showRun(runner.run(request, target), view);
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
