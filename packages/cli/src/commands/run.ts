import { homedir } from 'node:os';
import type { RunHandle, RunOptions } from '@ccx/contracts';
import { composeChoice } from '../compose/choice.ts';
import { runHistory } from '../compose/history.ts';
import { composeLimits } from '../compose/limits.ts';
import { composeLogins } from '../compose/logins.ts';
import { composeAccountObserver } from '../compose/observers.ts';
import { composeProfiles } from '../compose/profiles.ts';
import { composeRouter } from '../compose/router.ts';
import { composeRunner } from '../compose/runner.ts';
import { exitCodeOfRun } from '../exit-codes.ts';
import type { Terminal } from '../render/terminal.ts';
import type { RunView } from '../run-view/run-view.ts';
import { choiceWords } from './choice-words.ts';
import { interruptible } from './interruptible.ts';
import { sayNoRoom } from './no-room.ts';
import { lastRunIn, sessionAccount } from './last-run.ts';
import { outputMode, readRequest, workFolder, type OutputMode, type RunFlags } from './run-options.ts';
import { routeRun } from './run-route.ts';

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
  const words = choiceWords(flags);
  const live = mode === 'people' && terminal.stdout.isTty;
  const home = homedir();
  const cwd = process.cwd();
  const folder = await workFolder(flags, cwd);
  const runner = await composeRunner({ env, home });
  // After the runner's start, which files the runs that an earlier ccx left behind.
  const goesOn = flags.resumeLast === true || flags.resume !== undefined;
  const history = goesOn ? await runHistory(env, home) : [];
  const last = flags.resumeLast === true ? lastRunIn(history, { cwd: folder, agent: words.agent }) : null;
  const request = await readRequest(flags, { prompt, agentArgs, stdin: process.stdin, cwd, folder, live, last });

  const [book, logins] = await Promise.all([composeProfiles(env, home), composeLogins(env, home, { ask: true })]);
  const choice = await composeChoice(words, {
    book,
    env,
    home,
    cwd: folder,
    model: flags.model ?? last?.target.model ?? null,
    attended: process.stdin.isTTY || terminal.stderr.isTty,
    session: last?.target.account ?? sessionAccount(history, flags.resume),
    logins,
  });
  const { need, profiles } = choice;
  // Where there is but one account nothing is compared: the run itself says what it lacks.
  const compares = need.only.length > 1;
  const view = await createView({ mode, live, quiet: flags.quiet === true, cwd: request.cwd, terminal });
  const inner = await composeRouter({
    env,
    home,
    book,
    profiles,
    logins: compares ? logins : null,
    ask: compares,
  });
  const route = await routeRun(inner, { flags, choice, view, terminal });
  const limits = composeLimits(env, home);
  const accounts = composeAccountObserver(book, env, home);
  const options: RunOptions = { observers: [{ started: (record) => view.attempt?.(record) }, limits, accounts] };
  try {
    return await showRun(runner.chain(request, need, route.router, options), view);
  } catch (error) {
    const { routeOf } = await import('@ccx/runner');
    const found = routeOf(error);
    if (found === null || found.candidates.length === 0) throw error;
    view.stop?.();
    return sayNoRoom(found, mode, terminal);
  } finally {
    route.stop();
    view.stop?.();
    await Promise.all([limits.settled(), accounts.settled()]);
  }
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
  } catch (error) {
    const code = signals.exitCode();
    // Nothing had begun yet, so there is no result to show.
    if (code !== null) return code;
    throw error;
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
}

/** The view of an output mode, each in a file that is loaded when it is needed. */
async function createView({ mode, live, quiet, cwd, terminal }: ViewChoice): Promise<RunView> {
  if (mode !== 'people') {
    const views = await import('../run-view/json-views.ts');
    return { json: views.createJsonView, jsonl: views.createJsonlView, raw: views.createRawView }[mode]({ terminal });
  }
  if (!live) return (await import('../run-view/plain-view.ts')).createPlainView({ terminal });
  return (await import('../run-view/people-view.ts')).createPeopleView({ terminal, target: null, cwd, quiet });
}
