import type { Shell } from '@ccx/contracts';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createShellEmitter } from '../../src/shell/shell-emitter.ts';
import { hostile } from './hostile.ts';
import { profile } from './profile.ts';
import { bash, dash, fish, notInstalled, nu, pwsh, zsh, type TestShell } from './shells.ts';
import { createShellWorld, type ShellWorld } from './world.ts';

let world: ShellWorld;
beforeEach(async () => {
  world = await createShellWorld();
});
afterEach(() => world.remove());

/** A shell, for which shell the script is written, how it gets there, and under which settings. */
interface Way {
  readonly shell: TestShell;
  readonly written: Shell;
  readonly by: 'ccx use' | 'hand';
  readonly locale?: string;
  readonly options?: string;
}

const unkindBash = 'set -eu; set -H; set -o posix; shopt -s failglob';
const unkindZsh = 'setopt rcquotes cshjunkiequotes shwordsplit globsubst ksharrays nounset errexit';
const WAYS: readonly Way[] = [
  { shell: bash, written: 'bash', by: 'ccx use' },
  { shell: bash, written: 'bash', by: 'ccx use', locale: 'C', options: unkindBash },
  { shell: bash, written: 'bash', by: 'hand', options: unkindBash },
  { shell: dash, written: 'bash', by: 'hand', options: 'set -eu' },
  { shell: zsh, written: 'zsh', by: 'ccx use' },
  { shell: zsh, written: 'zsh', by: 'ccx use', locale: 'C', options: unkindZsh },
  { shell: zsh, written: 'zsh', by: 'hand', options: unkindZsh },
  { shell: fish, written: 'fish', by: 'ccx use' },
  { shell: fish, written: 'fish', by: 'ccx use', locale: 'C' },
  { shell: fish, written: 'fish', by: 'hand' },
  { shell: nu, written: 'nu', by: 'ccx use' },
  { shell: pwsh, written: 'pwsh', by: 'ccx use' },
];

for (const { shell, written, by, locale = 'C.UTF-8', options = '' } of WAYS) {
  const place = [written, `in ${shell.name}`, locale, options].filter((part) => part !== '').join(', ');
  test.skipIf(shell.path === null)(
    `what a script sets is seen by programs byte for byte, evaluated by ${by} (${place})${notInstalled(shell)}`,
    async () => {
      const begin = [options, by === 'hand' ? '' : await world.init(shell)];
      const pairs = fc.array(fc.tuple(hostile, hostile), { minLength: 25, maxLength: 25 });
      const property = fc.asyncProperty(pairs, async (values) => {
        const scripts = values.map(([dir, name]) => createShellEmitter().use(profile(name, 'claude', dir), written));
        await Promise.all(scripts.map((script, index) => world.answer(`p${index}`, script)));
        const uses = scripts.map((_, index) => `${use(`p${index}`)}\n${environmentInto(shell, `env${index}`)}`);
        const run = await world.run(shell, [...begin, ...uses].join('\n'), { LC_ALL: locale });
        expect(run).toEqual({ code: 0, stdout: '', stderr: '' });
        const seen = await Promise.all(scripts.map((_, index) => world.variables(`env${index}`)));
        expect(seen.map((env) => [env.get('CLAUDE_CONFIG_DIR'), env.get('CCX_ACTIVE_PROFILE')])).toEqual(
          values.map((pair) => pair.map((text) => Buffer.from(text))),
        );
      });
      // Not made smaller where it fails: each try starts a shell, and the values that differ are shown.
      await fc.assert(property, { numRuns: 3, endOnFailure: true });
    },
  );

  const use = (word: string): string => {
    if (by === 'ccx use') return `ccx use ${word}`;
    return shell === fish ? `ccx use ${word} | source` : `eval "$(ccx use ${word})"`;
  };
}

function environmentInto(shell: TestShell, file: string): string {
  // pwsh may decode the bytes that it redirects.
  if (shell === pwsh) return `sh -c 'env -0 >${file}'`;
  return shell === nu ? `^env -0 out> ${file}` : `env -0 >${file}`;
}
