import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@ccx/testkit';
import type { TestShell } from './shells.ts';
import type { ShellWorld } from './world.ts';

/**
 * Types keys into an interactive shell once it prompts with `READY> `, and waits for its end. `script` of util-linux
 * lends the terminal.
 *
 * @param files to lie in the world's folder, by name: what the shell reads when it starts
 */
export async function typeInto(
  world: ShellWorld,
  shell: TestShell,
  args: readonly string[],
  files: Readonly<Record<string, string>>,
  keys: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(world.folder, name), `${text}\n`);
  const line = [shell.path ?? '', ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qc', `stty rows 24 cols 80; exec ${line}`, '/dev/null'], {
    cwd: world.folder,
    env: { ...world.env, TERM: 'xterm', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let screen = '';
  child.stdout.on('data', (bytes: Buffer) => {
    screen += bytes.toString('latin1');
  });
  try {
    await until(() => screen.includes('READY> '), { what: `the prompt of ${shell.name}` });
    child.stdin.write(keys);
    await until(() => child.exitCode !== null, {
      what: `the end of ${shell.name}, which shows ${JSON.stringify(screen)}`,
    });
  } finally {
    child.kill('SIGKILL');
  }
}
