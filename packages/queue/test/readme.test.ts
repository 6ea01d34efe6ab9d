import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import * as exported from '../src/index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, example = '']) => example);

test('three examples stand in the README', () => {
  expect(examples).toHaveLength(3);
});

test.for(examples)('an example of the README prints what stands below it: %#', (example) => {
  const shown = /\n((?:\/\/ .*\n)+)$/.exec(example)?.[1]?.replaceAll(/^\/\/ /gm, '');
  expect(shown).toBeTypeOf('string');
  const folder = mkdtempSync(join(tmpdir(), 'queue-readme-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const node = ['--conditions=@ccx/source', '--input-type=module', '-e', example];
  const env = { ...process.env, TMPDIR: folder, NO_COLOR: '1' };
  const { stdout, stderr } = spawnSync(process.execPath, node, {
    encoding: 'utf8',
    cwd: import.meta.dirname,
    env,
    timeout: 30_000,
  });
  expect(stderr).toBe('');
  expect(stdout).toBe(shown);
});

test('the table of the README names everything that is exported, and nothing else', () => {
  const [, table = ''] = /\| export[^\n]*\n([\s\S]*?)\n\n/.exec(readme) ?? [];
  const cells = [...table.matchAll(/^\| (.*?) \|/gm)].map(([, cell = '']) => cell);
  const named = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)[`(]/g)].map(([, name = '']) => name));
  expect(new Set(named)).toEqual(new Set(Object.keys(exported)));
});

test('the README says the limits that hold', () => {
  const { cap, running, perKey, startsPerHour } = exported.DEFAULT_LIMITS;
  const limits = readme.slice(readme.indexOf('| limit ('), readme.indexOf('| option '));
  expect(limits).toContain(cap.toLocaleString('en-US'));
  expect(limits).toContain(`${running}, ${perKey}, none`);
  expect(limits).toMatch(new RegExp(`\`startsPerHour\`.*\\| ${startsPerHour} +\\|`));
});
