import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseShell, type AgentKind } from '@ccx/contracts';
import { createTempHome } from '@ccx/testkit';
import { createShellEmitter } from '../../src/shell/shell-emitter.ts';
import type { TestShell } from './shells.ts';

/** How a script in a shell ended. */
export interface ShellRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A home with a stand-in for `ccx` on its PATH, in which scripts are run. */
export interface ShellWorld {
  readonly folder: string;
  /** What is set in it, the stand-in's folder first on the PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** What `ccx` shall do when `word` is its last word: print this, end with this code. Otherwise it ends with 7. */
  answer(word: string, stdout: string, code?: number): Promise<void>;
  /** The words of each call of `ccx` until now. */
  calls(): Promise<readonly (readonly string[])[]>;
  /** The statement that evaluates what `ccx init` writes for this shell. */
  init(shell: TestShell, wrap?: readonly AgentKind[]): Promise<string>;
  run(shell: TestShell, script: string, env?: Readonly<Record<string, string>>): Promise<ShellRun>;
  /** The variables in a file that `env -0` wrote, as bytes. */
  variables(file: string): Promise<ReadonlyMap<string, Buffer>>;
  remove(): Promise<void>;
}

// Node would take longer to start than everything else here takes. `%` cannot be the end of a word that tests use.
const STUB = `#!/bin/sh
for word do printf '%s\\0' "$word" >>"$CCX_CALLS"; done
printf '%%\\0' >>"$CCX_CALLS"
for word do last=$word; done
test -f "$CCX_ANSWERS/$last.out" || exit 7
cat "$CCX_ANSWERS/$last.out"
exit "$(cat "$CCX_ANSWERS/$last.code")"
`;

export async function createShellWorld(): Promise<ShellWorld> {
  const temp = await createTempHome();
  const bin = join(temp.home, 'bin');
  const answers = join(temp.home, 'answers');
  const callsFile = join(temp.home, 'calls');
  await mkdir(bin);
  await mkdir(answers);
  await writeFile(join(bin, 'ccx'), STUB);
  await chmod(join(bin, 'ccx'), 0o700);
  const base = { ...temp.env, PATH: `${bin}:${temp.env['PATH'] ?? ''}`, CCX_CALLS: callsFile, CCX_ANSWERS: answers };
  let scripts = 0;

  return {
    folder: temp.cwd,
    env: base,
    async answer(word, stdout, code = 0) {
      await writeFile(join(answers, `${word}.out`), stdout);
      await writeFile(join(answers, `${word}.code`), String(code));
    },
    async calls() {
      const words = (await readFile(callsFile, 'utf8').catch(() => '')).split('\0').slice(0, -1);
      const calls: string[][] = [[]];
      for (const word of words) {
        if (word === '%') calls.push([]);
        else calls.at(-1)?.push(word);
      }
      return calls.slice(0, -1);
    },
    async init(shell, wrap = []) {
      const named = parseShell(shell.name);
      if (named === null) throw new Error(`ccx writes no init for ${shell.name}.`);
      const file = join(temp.cwd, `init.${shell.name}`);
      await writeFile(file, createShellEmitter().init(named, { wrap }));
      return shell.load(file);
    },
    async run(shell, script, env = {}) {
      const path = shell.path;
      if (path === null) throw new Error(`${shell.name} is not installed.`);
      const file = join(temp.cwd, `script-${(scripts += 1)}${shell.name === 'pwsh' ? '.ps1' : ''}`);
      await writeFile(file, `${script}\n`);
      return new Promise((resolve) => {
        execFile(
          path,
          [...shell.quiet, file],
          { cwd: temp.cwd, env: { ...base, ...env }, timeout: 45_000, maxBuffer: 1 << 24 },
          (error, stdout, stderr) => {
            const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
            resolve({ code, stdout, stderr });
          },
        ).stdin?.end();
      });
    },
    async variables(file) {
      const entries = splitAtNul(await readFile(join(temp.cwd, file)));
      return new Map(
        entries.map((entry) => {
          const at = entry.indexOf('=');
          return [entry.subarray(0, at).toString('latin1'), entry.subarray(at + 1)];
        }),
      );
    },
    remove: () => temp.remove(),
  };
}

function splitAtNul(bytes: Buffer): readonly Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, from)) {
    parts.push(bytes.subarray(from, at));
    from = at + 1;
  }
  return parts;
}
