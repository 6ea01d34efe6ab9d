import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bash, fish, notInstalled, zsh } from './shells.ts';
import { typeInto } from './type-into.ts';
import { createShellWorld, type ShellWorld } from './world.ts';

let world: ShellWorld;
beforeEach(async () => {
  world = await createShellWorld();
  await mkdir(join(world.folder, 'place'));
  await writeFile(join(world.folder, 'plan.md'), '');
});
afterEach(() => world.remove());

const OFFERS = 'profile\tnamed: accounts\npick\tchoose one\nrun\trun a prompt\n--plain\n';

describe.skipIf(bash.path === null)(`bash${notInstalled(bash)}`, () => {
  /** What readline is left with, and which options were switched on, after the function was called as bash calls it. */
  const complete = async (
    words: readonly string[],
    current = words.at(-1) ?? '',
    options = 'set -u',
  ): Promise<string> => {
    const list = words.map((word) => `'${word}'`).join(' ');
    const call = `COMP_WORDS=(ccx ${list}); COMP_CWORD=${words.length}; _ccx ccx '${current}' before; code=$?`;
    const show = `printf '<%s>' "\${COMPREPLY[@]-}"; exit $code`;
    const script = `${options}\n${await world.init(bash)}\ncompopt() { printf 'compopt %s ' "$*"; }\n${call}\n${show}`;
    const { code, stdout, stderr } = await world.run(bash, script);
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  };

  test('offers what begins as the word does, without its description', async () => {
    await world.answer('p', OFFERS);
    expect(await complete(['p'])).toBe('<profile><pick>');
    expect(await world.calls()).toEqual([['complete', '--', 'p']]);
  });

  test('asks with the words before the cursor, empty and odd ones too', async () => {
    await world.answer('', OFFERS);
    expect(await complete(['run', 'a b', '*', ''])).toBe('<profile><pick><run><--plain>');
    expect(await world.calls()).toEqual([['complete', '--', 'run', 'a b', '*', '']]);
  });

  test('asks with what stands behind the equals sign, at which it breaks words', async () => {
    await world.answer('', 'claude\ncodex\n');
    expect(await complete(['run', '--agent', '='], '')).toBe('<claude><codex>');
    expect(await world.calls()).toEqual([['complete', '--', 'run', '--agent', '']]);
  });

  test.each([
    [':files', 'compopt -o default <>'],
    [':folders', 'compopt -o dirnames <>'],
  ])('leaves names to readline for %s', async (line, shown) => {
    await world.answer('pl', `${line}\n`);
    expect(await complete(['pl'])).toBe(shown);
  });

  test('a failing ccx offers nothing and prints nothing', async () => {
    await world.answer('p', OFFERS, 3);
    expect(await complete(['p'], 'p', 'set -eu')).toBe('<>');
  });

  test.skipIf(process.platform !== 'linux')('completes what a person types', async () => {
    await world.answer('pro', OFFERS);
    await world.answer('./pl', ':folders\n');
    const rc = `PS1='READY> '; ${await world.init(bash)}`;
    await typeInto(world, bash, ['--noprofile', '--rcfile', 'rc', '-i'], { rc }, 'ccx pro\tx\nccx ./pl\ty\nexit\n');
    const typed = (await world.calls()).filter(([first]) => first !== 'complete');
    expect(typed).toEqual([['profile', 'x'], ['./place/y']]);
  });
});

describe.skipIf(zsh.path === null)(`zsh${notInstalled(zsh)}`, () => {
  /** What the function hands to the parts of zsh's completion, called as that calls it. */
  const complete = async (words: readonly string[]): Promise<readonly [code: number | null, shown: string]> => {
    const list = words.map((word) => `'${word}'`).join(' ');
    const parts = `_describe() { print -rl -- $1 "\${(@P)2}" }\n_files() { print -r -- _files "$@" }`;
    const call = `words=(ccx ${list}); CURRENT=${words.length + 1}; PREFIX='${words.at(-1) ?? ''}'; _ccx`;
    const { code, stdout, stderr } = await world.run(zsh, `${await world.init(zsh)}\n${parts}\n${call}`);
    expect(stderr).toBe('');
    return [code, stdout];
  };

  test('offers all, with descriptions: zsh itself chooses what fits', async () => {
    await world.answer('p', `${OFFERS}a:b\tc:d\n`);
    const lines = ['ccx', 'profile:named: accounts', 'pick:choose one', 'run:run a prompt', '--plain', 'a\\:b:c:d', ''];
    expect(await complete(['p'])).toEqual([0, lines.join('\n')]);
  });

  test('asks with the words before the cursor, empty and odd ones too', async () => {
    await world.answer('', OFFERS);
    await complete(['run', 'a b', '*', '']);
    await complete(['']);
    expect(await world.calls()).toEqual([
      ['complete', '--', 'run', 'a b', '*', ''],
      ['complete', '--', ''],
    ]);
  });

  test.each([
    [':files', '_files\n'],
    [':folders', '_files -/\n'],
  ])('leaves names to zsh for %s', async (line, shown) => {
    await world.answer('pl', `${line}\n`);
    expect(await complete(['pl'])).toEqual([0, shown]);
  });

  test('a failing ccx offers nothing and prints nothing', async () => {
    await world.answer('p', OFFERS, 3);
    expect(await complete(['p'])).toEqual([1, '']);
  });

  test.skipIf(process.platform !== 'linux')('completes what a person types, under odd options too', async () => {
    await world.answer('pro', OFFERS);
    await world.answer('--pl', OFFERS);
    await world.answer('./pl', ':folders\n');
    const rc = `PS1='READY> '; setopt ksharrays nounset shwordsplit; autoload -Uz compinit; compinit -D -u\n${await world.init(zsh)}`;
    const typed = 'ccx pro\tx\nccx --pl\tz\nccx ./pl\ty\nexit\n';
    await typeInto(world, zsh, ['-i'], { '.zshrc': rc }, typed, { ZDOTDIR: world.folder });
    const calls = (await world.calls()).filter(([first]) => first !== 'complete');
    expect(calls).toEqual([['profile', 'x'], ['--plain', 'z'], ['./place/y']]);
  });
});

describe.skipIf(fish.path === null)(`fish${notInstalled(fish)}`, () => {
  const complete = async (line: string): Promise<readonly string[]> => {
    const { code, stdout, stderr } = await world.run(fish, `${await world.init(fish)}\ncomplete -C '${line}'\ntrue`);
    expect([code, stderr]).toEqual([0, '']);
    return stdout.split('\n').slice(0, -1);
  };

  test('offers what fits, with descriptions, and no names of files', async () => {
    await world.answer('p', OFFERS);
    expect(await complete('ccx p')).toEqual(['pick\tchoose one', 'profile\tnamed: accounts']);
  });

  test('asks with the words before the cursor, an empty one too', async () => {
    await world.answer('', OFFERS);
    expect(await complete('ccx run "a b" ')).toContain('run\trun a prompt');
    expect(await complete('ccx ')).toContain('--plain');
    expect(await world.calls()).toEqual([
      ['complete', '--', 'run', 'a b', ''],
      ['complete', '--', ''],
    ]);
  });

  test.each([
    [':files', ['place/', 'plan.md']],
    [':folders', ['place/']],
  ])('leaves names to fish for %s', async (line, names) => {
    await world.answer('pl', `${line}\n`);
    expect((await complete('ccx pl')).map((offer) => offer.split('\t')[0])).toEqual(names);
  });

  test('a failing ccx offers nothing and prints nothing', async () => {
    await world.answer('p', OFFERS, 3);
    expect(await complete('ccx p')).toEqual([]);
  });

  test.skipIf(process.platform !== 'linux')('completes what a person types', async () => {
    await world.answer('pro', OFFERS);
    const rc = `function fish_prompt; echo 'READY> '; end\n${await world.init(fish)}`;
    await typeInto(world, fish, ['--no-config', '-i', '-C', 'source rc'], { rc }, 'ccx pro\tx\nexit\n');
    const typed = (await world.calls()).filter(([first]) => first !== 'complete');
    expect(typed).toEqual([['profile', 'x']]);
  });
});
