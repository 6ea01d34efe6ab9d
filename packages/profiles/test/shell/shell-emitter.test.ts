import { AGENT_KINDS, SHELLS } from '@ccx/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createShellEmitter } from '../../src/shell/shell-emitter.ts';
import { profile } from './profile.ts';
import { bash, fish, notInstalled, nu, zsh } from './shells.ts';
import { createShellWorld, type ShellWorld } from './world.ts';

const work = profile('work', 'claude', "/home/o'neil/.claude-work");

describe('use', () => {
  test.each([
    ['bash', String.raw`export CLAUDE_CONFIG_DIR='/home/o'\''neil/.claude-work'`, "export CCX_ACTIVE_PROFILE='work'"],
    ['zsh', String.raw`export CLAUDE_CONFIG_DIR='/home/o'\''neil/.claude-work'`, "export CCX_ACTIVE_PROFILE='work'"],
    ['fish', String.raw`set -gx CLAUDE_CONFIG_DIR '/home/o\'neil/.claude-work'`, "set -gx CCX_ACTIVE_PROFILE 'work'"],
    ['pwsh', "$env:CLAUDE_CONFIG_DIR = '/home/o''neil/.claude-work'", "$env:CCX_ACTIVE_PROFILE = 'work'"],
  ] as const)('sets in %s the config variable and the name, and nothing else', (shell, ...lines) => {
    expect(createShellEmitter().use(work, shell)).toBe(`${lines.join('\n')}\n`);
  });

  test('is for nu a record that it loads', () => {
    expect(JSON.parse(createShellEmitter().use(work, 'nu'))).toEqual({
      CLAUDE_CONFIG_DIR: "/home/o'neil/.claude-work",
      CCX_ACTIVE_PROFILE: 'work',
    });
  });

  test("names the folder above the config dir where the agent's variable does", () => {
    const gemini = profile('g', 'gemini', '/home/ada/g-home/.gemini');
    expect(createShellEmitter().use(gemini, 'bash')).toContain("GEMINI_CLI_HOME='/home/ada/g-home'\n");
  });

  test.each(AGENT_KINDS)('unsets the variable for the default place of %s', (agent) => {
    const record: unknown = JSON.parse(createShellEmitter().use(profile(agent, agent, null), 'nu'));
    expect(record).toEqual(expect.objectContaining({ CCX_ACTIVE_PROFILE: agent }));
    expect(Object.values(Object(record))).toEqual([null, agent]);
  });

  test('keeps the names of other agents behind the new one, and no name twice', () => {
    const emitter = createShellEmitter({ active: ['codex-2', 'work', 'g'] });
    expect(emitter.use(work, 'bash')).toContain("CCX_ACTIVE_PROFILE='work,codex-2,g'");
  });
});

describe('unset', () => {
  test('takes back the variable of this agent, and leaves the names of others', () => {
    const lines = createShellEmitter({ active: ['codex-2'] }).unset('claude', 'bash');
    expect(lines).toBe("unset -v CLAUDE_CONFIG_DIR\nexport CCX_ACTIVE_PROFILE='codex-2'\n");
  });

  let world: ShellWorld;
  beforeEach(async () => {
    world = await createShellWorld();
  });
  afterEach(() => world.remove());

  for (const shell of [bash, zsh, fish, nu]) {
    test.skipIf(shell.path === null)(
      `leaves nothing for programs to see, set before or not, in ${shell.name}${notInstalled(shell)}`,
      async () => {
        const scripts = AGENT_KINDS.map((agent) => createShellEmitter().unset(agent, shell.name));
        await world.answer('--unset', scripts.join(''));
        const into = shell === nu ? '^env -0 out>' : 'env -0 >';
        const env = { CLAUDE_CONFIG_DIR: '/old', CCX_ACTIVE_PROFILE: 'old', CODEX_HOME: '/old', OTHER: '/other' };
        const script = `${await world.init(shell)}\nccx use --unset\n${into} once\nccx use --unset\n${into} twice`;
        expect(await world.run(shell, script, env)).toEqual({ code: 0, stdout: '', stderr: '' });
        for (const file of ['once', 'twice']) {
          const seen = await world.variables(file);
          expect(seen.get('OTHER')?.toString()).toBe('/other');
          const names = ['CLAUDE_CONFIG_DIR', 'CODEX_HOME', 'GEMINI_CLI_HOME', 'CCX_ACTIVE_PROFILE'];
          expect(names.filter((name) => seen.has(name))).toEqual([]);
        }
      },
    );
  }
});

test.each(SHELLS)('init for %s names no place of this machine', (shell) => {
  const text = createShellEmitter().init(shell, { wrap: AGENT_KINDS });
  expect(text.replaceAll('/dev/null', '')).not.toMatch(/[\s"']\/\w|\b[a-z]:\\\w/i);
});
