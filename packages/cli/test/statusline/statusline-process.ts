import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTempHome } from '@ccx/testkit';

/** The built bin, as it is published. */
const CCX: string = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

export interface StatuslineEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StatuslinePlace {
  readonly home: string;
  readonly configDir: string;
  readonly quota: string;
  /** Runs `ccx statusline` on these bytes. */
  line(
    input: Uint8Array | string | object,
    args?: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<StatuslineEnd>;
  ccx(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<StatuslineEnd>;
  /** Runs a command line as Claude Code does, with this on its stdin. */
  shell(command: string, input: string): Promise<StatuslineEnd>;
  remove(): Promise<void>;
}

/** A home with a config dir of Claude Code. */
export async function createStatuslinePlace(): Promise<StatuslinePlace> {
  const temp = await createTempHome();
  const configDir = join(temp.home, '.claude');
  await mkdir(configDir, { recursive: true });
  const start = (
    [file = '', ...args]: readonly string[],
    input: Uint8Array | string | null,
    env: Readonly<Record<string, string>>,
  ): Promise<StatuslineEnd> =>
    new Promise((resolve, reject) => {
      const child = spawn(file, args, {
        cwd: temp.cwd,
        env: {
          HOME: temp.home,
          PATH: '/usr/bin:/bin',
          LANG: 'C.UTF-8',
          NO_COLOR: '1',
          CCX_HOME: join(temp.home, 'ccx'),
          ...env,
        },
        stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      });
      let [stdout, stderr] = ['', ''];
      child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.stdin?.on('error', () => {}).end(input);
      child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
    });
  const run: typeof start = (args, ...rest) => start([process.execPath, CCX, ...args], ...rest);
  return {
    home: temp.home,
    configDir,
    quota: join(temp.home, 'ccx/quota'),
    line: (input, args = [], env = {}) =>
      run(
        ['statusline', ...args],
        typeof input === 'string' || input instanceof Uint8Array ? input : JSON.stringify(input),
        env,
      ),
    ccx: (args, env = {}) => run(args, null, env),
    shell: (command, input) => start(['/bin/sh', '-c', command], input, {}),
    remove: async () => temp.remove(),
  };
}
