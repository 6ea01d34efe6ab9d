import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { opened, tempPath } from './store-support.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [, example = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];

test('the example of the README gives what stands below it', () => {
  const shown = [...example.matchAll(/^\/\/ (.*\n)/gm)].map(([, line]) => line).slice(-3);
  const env = { ...process.env, TMPDIR: dirname(dirname(tempPath())) };
  const node = ['--conditions=@ccx/source', '--input-type=module', '-e', example];
  const { stdout, stderr } = spawnSync(process.execPath, node, { encoding: 'utf8', cwd: import.meta.dirname, env });
  expect(stderr).toBe('');
  expect(stdout).toBe(shown.join(''));
  expect(shown).toHaveLength(3);
});

test('the table of the README names every call of a store, and no other', () => {
  const [, table = ''] = /\| role [\s\S]*?\n([\s\S]*?)\n\n/.exec(readme) ?? [];
  const named = [...table.matchAll(/`([a-z]\w+)`/g)].map(([, name = '']) => name);
  expect(named.toSorted()).toEqual(Object.keys(opened()).toSorted());
});
