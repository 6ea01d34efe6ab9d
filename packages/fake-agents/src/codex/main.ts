import { realMachine } from '../machine/machine.ts';
import { loadScenario } from '../scenario/load-scenario.ts';
import { playRecording } from '../scenario/replay.ts';
import { exec } from './exec.ts';
import { loginStatus } from './login-status.ts';
import { parseExec } from './options.ts';

/** The scripted Codex: `exec`, `exec resume`, `app-server`, `login status`, `--version`. Ends the process. */
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
    for (const name of scenario.ignores ?? []) process.on(name, () => {});
    const { runAppServer } = await import('./app-server/run-app-server.ts');
    return await machine.exit(await runAppServer(machine, scenario, version));
  }
  if (command !== 'exec' && command !== 'e') {
    const asked = command === undefined ? 'the screen' : `\`${command}\``;
    return await refuse(
      `fake-codex: ${asked} is not scripted; expected exec, app-server, login status or --version.`,
      70,
    );
  }
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
