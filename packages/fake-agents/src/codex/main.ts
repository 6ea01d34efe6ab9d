import { resolve } from 'node:path';
import { realMachine } from '../machine/machine.ts';
import { loadScenario } from '../scenario/load-scenario.ts';
import { playSteps } from '../scenario/play.ts';
import { playRecording } from '../scenario/replay.ts';
import { exec } from './exec.ts';
import { loginStatus } from './login-status.ts';
import { parseExec, parseScreen } from './options.ts';
import type { ScreenStart } from './screen/session.ts';

/** Commands of Codex 0.169.0 that are no prompt and play nothing here. */
const UNSCRIPTED =
  'resume fork apply mcp mcp-server login logout completion sandbox debug cloud features doctor update agents review plugin help'.split(
    ' ',
  );

/** The scripted Codex: `exec`, `exec resume`, `app-server`, `login status`, `--version`, the screen. Ends the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const recording = process.env['FAKE_AGENT_REPLAY'] ?? '';
  const machine = realMachine(recording === '' ? 'realtime' : 'collapsed');
  const version = machine.env['FAKE_AGENT_VERSION'] ?? '0.169.0';
  const refuse = async (words: string, code: number): Promise<never> => {
    await machine.stderr(`${words}\n`);
    return await machine.exit(code);
  };
  const command = argv[0];
  if (command === '--version' || command === '-V') {
    await machine.output.line(`codex-cli ${version}`);
    return await machine.exit(0);
  }
  const loaded = loadScenario(machine.env, 'codex');
  if (!loaded.ok) return await refuse(`fake-codex: ${loaded.why}`, 70);
  const { scenario } = loaded;
  if (command === 'login' && argv[1] === 'status') return await machine.exit(await loginStatus(machine, scenario));
  if (command === 'app-server') {
    const { runAppServer } = await import('./app-server/run-app-server.ts');
    return await around({ machine, scenario }, () => runAppServer(machine, scenario, version));
  }
  if (command !== 'exec' && command !== 'e') return await runWithout(argv, { machine, scenario, version }, refuse);
  const parsed = parseExec(argv.slice(1));
  if (!parsed.ok) return await refuse(parsed.error, 2);
  if (parsed.options.version) {
    await machine.output.line(`codex-cli-exec ${version}`);
    return await machine.exit(0);
  }
  if (recording !== '') return await playRecording(recording, machine);
  for (const name of scenario.ignores ?? []) process.on(name, () => {});
  await machine.exit(await exec({ machine, options: parsed.options, scenario, version, turn: new AbortController() }));
}

/** No command of the scripted ones: the screen, unless the word names another command. */
async function runWithout(
  argv: readonly string[],
  start: Pick<ScreenStart, 'machine' | 'scenario' | 'version'>,
  refuse: (words: string, code: number) => Promise<never>,
): Promise<never> {
  const { machine } = start;
  const parsed = parseScreen(argv);
  if (!parsed.ok) return await refuse(parsed.error, 2);
  const { words, cwd, model, sandbox, noDaemon } = parsed.options;
  const [word = null] = words;
  if (word !== null && UNSCRIPTED.includes(word)) {
    const scripted = 'exec, app-server, login status, --version or no command';
    return await refuse(`fake-codex: \`${word}\` is not scripted; expected ${scripted}.`, 70);
  }
  const { runScreen } = await import('./screen/run-screen.ts');
  const where = cwd === null ? machine.cwd : resolve(machine.cwd, cwd);
  const screen = { ...start, cwd: where, model, sandbox, daemon: !noDaemon };
  return await around(start, () => runScreen(screen, word));
}

/** Runs what lives longer than a turn, with the scenario's steps before and after it, and ends the process. */
async function around(
  { machine, scenario }: Pick<ScreenStart, 'machine' | 'scenario'>,
  run: () => Promise<number>,
): Promise<never> {
  for (const name of scenario.ignores ?? []) process.on(name, () => {});
  const on = { stage: null, machine, signal: new AbortController().signal };
  await playSteps(scenario.atStart ?? [], on);
  const code = await run();
  await playSteps(scenario.atExit ?? [], on);
  return await machine.exit(scenario.exitCode ?? code);
}
