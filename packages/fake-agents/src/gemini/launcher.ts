import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { totalmem } from 'node:os';
import { isatty } from 'node:tty';
import { parseOptions } from './options.ts';

/** The child's exit code that asks for another child: the trust dialog was answered. */
export const RELAUNCH = 199;

/**
 * The scripted Gemini CLI. Like 0.61.0 it starts itself a second time and waits: the launcher ignores signals, so that
 * whoever signals its pid alone ends nothing. GEMINI_CLI_NO_RELAUNCH and a replay need one process only.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const parsed = parseOptions(argv);
  const answersAtOnce = !parsed.ok || parsed.options.version || parsed.options.help;
  const isChild = (process.env['GEMINI_CLI_NO_RELAUNCH'] ?? '') !== '';
  if (!answersAtOnce && !isChild && (process.env['FAKE_AGENT_REPLAY'] ?? '') === '') return await launch();
  const { run } = await import('./run.ts');
  await run(parsed);
}

async function launch(): Promise<never> {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});
  let code = RELAUNCH;
  while (code === RELAUNCH) code = await runChild();
  process.exit(code);
}

/** Observed: a child that was killed is an exit code of 1; the launcher passes no signal on. */
function runChild(): Promise<number> {
  const memory = `--max-old-space-size=${Math.floor(totalmem() / 2 ** 21)}`;
  const child = spawn(process.execPath, [...process.execArgv, memory, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, GEMINI_CLI_NO_RELAUNCH: 'true' },
  });
  // The child alone decides when its reader sees the end. A terminal is kept: the child may be started again.
  if (!isatty(1)) closeSync(1);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
