import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as exported from '../src/index.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const [, example = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];

test('the example of the README prints what stands in it', () => {
  const shown = [...example.matchAll(/^\/\/ (.*\n)/gm)].map(([, line]) => line).join('');
  const stdout = execFileSync(process.execPath, ['--conditions=@ccx/source', '--input-type=module', '-e', example], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
    env: { NO_COLOR: '1' },
  });
  expect(shown).not.toBe('');
  expect(stdout).toBe(shown);
});

test('the table of the README names every function that is exported', () => {
  const [, table = ''] = /\| export[^\n]*\n([\s\S]*?)\n\n/.exec(readme) ?? [];
  const named = [...table.matchAll(/`(\w+)\(/g)].map(([, name = '']) => name);
  expect(new Set(named)).toEqual(new Set(Object.keys(exported)));
});
