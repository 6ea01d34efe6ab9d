import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createShellEmitter } from '../../src/shell/shell-emitter.ts';
import { profile } from './profile.ts';
import { bash, fish, notInstalled, nu, zsh, type TestShell } from './shells.ts';
import { createShellWorld, type ShellWorld } from './world.ts';

let world: ShellWorld;
beforeEach(async () => {
  world = await createShellWorld();
});
afterEach(() => world.remove());

for (const shell of [bash, zsh, fish, nu]) {
  describe.skipIf(shell.path === null)(`in ${shell.name}${notInstalled(shell)}`, () => {
    const name = shell.name;
    const script = createShellEmitter().use(profile('work', 'claude', '/EVALUATED'), name);
    const evaluated = name === 'nu' ? script : `${script}echo EVALUATED\n`;
    const into = name === 'nu' ? '^env -0 out>' : 'env -0 >';

    test('a failing ccx use is not evaluated, and passes its code on', async () => {
      await world.answer('broken', evaluated, 3);
      const init = await world.init(shell);
      const kept = { CLAUDE_CONFIG_DIR: '/kept' };
      const last = await world.run(shell, `${init}\nccx use broken`, kept);
      expect([last.code, last.stdout]).toEqual([3, '']);
      const tried = name === 'nu' ? 'try { ccx use broken }' : 'ccx use broken';
      const between = await world.run(shell, `${init}\n${tried}\n${into} seen`, kept);
      expect([between.code, between.stdout]).toEqual([0, '']);
      expect((await world.variables('seen')).get('CLAUDE_CONFIG_DIR')?.toString()).toBe('/kept');
    });

    test.for([
      '--help',
      '-h',
      'work --help',
      '--unset -h',
      'work -V',
      'work --shell zsh',
      '--shell=zsh work',
      'a --new b',
    ])('ccx use %s is shown and not evaluated', async (words) => {
      await world.answer(words.split(' ').at(-1) ?? '', evaluated);
      const run = await world.run(shell, `${await world.init(shell)}\nccx use ${words}\n${into} seen`);
      expect(run).toEqual({ code: 0, stdout: evaluated, stderr: '' });
      expect((await world.variables('seen')).has('CLAUDE_CONFIG_DIR')).toBe(false);
      expect(await world.calls()).toEqual([['use', ...words.split(' ')]]);
    });

    test.for(['', 'work', '--unset', '--unset work', 'work --no-color'])(
      'ccx use %s is evaluated, written for this shell whatever SHELL says',
      async (text) => {
        const words = text.split(' ').filter((word) => word !== '');
        await world.answer(words.at(-1) ?? name, script);
        const use = `${await world.init(shell)}\nccx use ${text}\n${into} seen`;
        expect(await world.run(shell, use, { SHELL: '/bin/tcsh' })).toEqual({ code: 0, stdout: '', stderr: '' });
        expect((await world.variables('seen')).get('CLAUDE_CONFIG_DIR')?.toString()).toBe('/EVALUATED');
        expect(await world.calls()).toEqual([['use', '--shell', name, ...words]]);
      },
    );

    test('every other command gets its words as they are, and its code comes back', async () => {
      const words = ['run', 'a b', '', '*', '$HOME', '`id`', '-n', '--', '--agent', 'use'];
      const quoted = words.map((word) => `'${word}'`).join(' ');
      const run = await world.run(shell, `${await world.init(shell)}\nccx ${quoted}`);
      expect([run.code, run.stdout]).toEqual([7, '']);
      expect(await world.calls()).toEqual([words]);
    });

    test('ccx alone is ccx alone', async () => {
      expect((await world.run(shell, `${await world.init(shell)}\nccx`)).code).toBe(7);
      expect(await world.calls()).toEqual([[]]);
    });

    test("an agent's name starts it on the active account, if that was asked for", async () => {
      const script = `${await world.init(shell, ['claude', 'codex'])}\ncodex 'a b' '--flag' '--' 'x'`;
      const run = await world.run(shell, script);
      expect([run.code, run.stdout]).toEqual([7, '']);
      expect(await world.calls()).toEqual([['exec', '--agent', 'codex', '--', 'a b', '--flag', '--', 'x']]);
      await world.run(shell, `${await world.init(shell)}\n${name === 'nu' ? '^' : ''}codex`);
      expect((await world.calls()).length).toBe(1);
    });

    test('evaluated twice it is what it was', async () => {
      await world.answer('work', script);
      const init = await world.init(shell, ['claude']);
      const run = await world.run(shell, `${init}\n${init}\nccx use work\n${into} seen`);
      expect(run).toEqual({ code: 0, stdout: '', stderr: '' });
      expect((await world.variables('seen')).get('CLAUDE_CONFIG_DIR')?.toString()).toBe('/EVALUATED');
    });

    // `script` lends a terminal: that of util-linux is meant, which every Debian has.
    test.skipIf(process.platform !== 'linux')('a picker has the terminal', async () => {
      const bin = join(world.folder, 'bin');
      await mkdir(bin);
      await writeFile(
        join(bin, 'ccx'),
        `#!/bin/sh\ntest -t 0 && test -t 2 && ! test -t 1 || exit 9\ncat '${world.folder}/picked'\n`,
      );
      await chmod(join(bin, 'ccx'), 0o700);
      await writeFile(join(world.folder, 'picked'), script);
      expect(await onTerminal(shell, `${await world.init(shell)}\nccx use\n${into} seen`, bin)).toBe(0);
      expect((await world.variables('seen')).get('CLAUDE_CONFIG_DIR')?.toString()).toBe('/EVALUATED');
    });
  });
}

describe('aliases', () => {
  for (const [shell, aliases] of [
    [bash, 'shopt -s expand_aliases\nalias command="command " ccx="echo ALIAS" claude="echo ALIAS" eval="echo ALIAS"'],
    [zsh, 'alias command="command " ccx="echo ALIAS" claude="echo ALIAS" eval="echo ALIAS"'],
  ] as const) {
    test.skipIf(shell.path === null)(
      `of ccx and of an agent do not stand before the functions of ${shell.name}${notInstalled(shell)}`,
      async () => {
        await world.answer('work', 'export CLAUDE_CONFIG_DIR=/work\n');
        const init = (await world.init(shell, ['claude'])).replace('eval', '\\eval');
        const run = await world.run(shell, `${aliases}\n${init}\nccx use work\nenv -0 >seen\nclaude x`);
        expect([run.code, run.stdout]).toEqual([7, '']);
        expect((await world.variables('seen')).get('CLAUDE_CONFIG_DIR')?.toString()).toBe('/work');
      },
    );
  }

  test.skipIf(fish.path === null)(`of fish are functions, and replaced${notInstalled(fish)}`, async () => {
    const run = await world.run(fish, `alias ccx 'echo ALIAS'\n${await world.init(fish)}\nccx run`);
    expect([run.code, run.stdout]).toEqual([7, '']);
  });
});

async function onTerminal(shell: TestShell, script: string, bin: string): Promise<number | null> {
  const file = join(world.folder, 'on-terminal');
  await writeFile(file, `${script}\n`);
  const line = [shell.path ?? '', ...shell.quiet, file].map((word) => `'${word}'`).join(' ');
  const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: world.folder, TERM: 'dumb' };
  const run = promisify(execFile)('script', ['-qec', line, '/dev/null'], { cwd: world.folder, env, timeout: 45_000 });
  return run.then(
    () => 0,
    (error: unknown) =>
      error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : null,
  );
}
