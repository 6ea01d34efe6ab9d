import { join } from 'node:path';
import { realMachine } from '../machine/machine.ts';
import { loadScenario } from '../scenario/load-scenario.ts';
import { playRecording } from '../scenario/replay.ts';
import { headless } from './headless.ts';
import { HELP } from './help.ts';
import { configDirOf, readJson } from './home.ts';
import type { ParsedOptions } from './options.ts';
import type { Setup } from './setup.ts';

/** The process that does the work. Ends it. */
export async function run(parsed: ParsedOptions): Promise<void> {
  const recording = process.env['FAKE_AGENT_REPLAY'] ?? '';
  const machine = realMachine(recording === '' ? 'realtime' : 'collapsed');
  const version = machine.env['FAKE_AGENT_VERSION'] ?? '0.61.0';
  const refuse = async (words: string, code: number): Promise<never> => {
    await machine.stderr(`${words}\n`);
    return await machine.exit(code);
  };
  if (!parsed.ok) return await refuse(parsed.error, 1);
  const { options } = parsed;
  if (options.version || options.help) {
    await machine.output.line(options.version ? version : HELP);
    return await machine.exit(0);
  }
  const loaded = loadScenario(machine.env, 'gemini');
  if (!loaded.ok) return await refuse(`fake-gemini: ${loaded.why}`, 70);
  const { scenario } = loaded;
  if (recording !== '') return await playRecording(recording, machine);
  const configDir = configDirOf(machine);
  const settings = readSettings(join(configDir, 'settings.json'));
  if (!settings.ok) return await refuse(settings.why, 52);
  // Observed, of the whole group: a signal ends the process with 0 and without a result.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, scenario.ignores?.includes(name) === true ? () => {} : () => void machine.exit(0));
  }
  const setup: Setup = { machine, options, scenario, version, configDir, settings: settings.value };
  if (options.headless || !process.stdin.isTTY || !process.stdout.isTTY) {
    return await machine.exit(await headless(setup));
  }
  const { runScreen } = await import('./screen/run-screen.ts');
  await runScreen(setup);
}

function readSettings(
  path: string,
): { readonly ok: true; readonly value: Setup['settings'] } | { readonly ok: false; readonly why: string } {
  try {
    return { ok: true, value: readJson(path) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const words = `Error in ${path}: ${why}\nPlease fix the configuration file(s) and try again.`;
    return { ok: false, why: `\u001B[31m${words}\u001B[0m` };
  }
}
