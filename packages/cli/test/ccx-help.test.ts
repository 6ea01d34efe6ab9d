import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { USAGE_KINDS } from '../src/commands/usage-flags.ts';
import { LINE_FIELDS } from '../src/statusline/line.ts';
import { createCcxPlace, type CcxPlace } from './ccx-process.ts';

let place: CcxPlace;
beforeAll(async () => {
  place = await createCcxPlace();
});
afterAll(async () => place.remove());

test('ccx alone and ccx --help print the same manual', async () => {
  const [alone, help] = [await place.run([]), await place.run(['--help'])];
  expect(alone).toEqual(help);
  expect(help.code).toBe(0);
  expect(help.stdout).toContain('Usage: ccx');
  for (const command of ['run', 'demo', 'help']) expect(help.stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
});

test('ccx --version prints the version of the package', async () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(await place.run(['--version'])).toMatchObject({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

describe('the help of a command', () => {
  test('shows what people need first, then examples', async () => {
    const { stdout, code } = await place.run(['run', '--help']);
    expect(code).toBe(0);
    const order = ['Run one prompt', 'Usage: ccx run', 'Most used:', '--permission', 'Examples:', 'Output:', '--jsonl'];
    expect(order.map((text) => stdout.indexOf(text))).toEqual(
      order.map((text) => stdout.indexOf(text)).toSorted((a, b) => a - b),
    );
    expect(order.every((text) => stdout.includes(text))).toBe(true);
  });

  test.for(['run', 'usage', 'usage import-check', 'statusline'])('of %s fits 100 columns', async (command) => {
    const { stdout } = await place.run([...command.split(' '), '--help']);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  test('is the same through ccx help run', async () => {
    expect((await place.run(['help', 'run'])).stdout).toContain('Usage: ccx run');
  });
});

test('the help of usage names every report', async () => {
  const { stdout } = await place.run(['usage', '--help']);
  const [, reports] = /^Reports: ([^.]+)\./m.exec(stdout) ?? [];
  for (const kind of [...USAGE_KINDS, 'blocks']) expect(reports).toMatch(new RegExp(`\\b${kind}\\b`));
});

test('the help of the status line names every field of a format', async () => {
  const { stdout } = await place.run(['statusline', '--help']);
  for (const field of LINE_FIELDS) expect(stdout).toContain(`{${field}}`);
});

test.for(['accounts', 'limits', 'queue', 'json', 'exit-codes'])('ccx help %s explains the topic', async (topic) => {
  const { code, stdout } = await place.run(['help', topic]);
  expect(code).toBe(0);
  expect(stdout.split('\n').length).toBeGreaterThan(5);
});
