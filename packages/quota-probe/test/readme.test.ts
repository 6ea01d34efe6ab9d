import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import * as exported from '../src/index.ts';
import { openMachine } from './installed.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const [, example = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];

/** Without what is another at another time. */
const timeless = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');

test('the example of the README gives what stands below it', async () => {
  const { install, runModule } = await openMachine();
  const quota = { fiveHour: { percent: 42, resetsIn: '2h10m' }, sevenDay: { percent: 18, resetsIn: '94h' } } as const;
  await install('claude', { login: 'subscription', quota });
  const { stdout, stderr } = await runModule(example.replaceAll(/^\/\/ .*\n/gm, ''));
  const shown = [...example.matchAll(/^\/\/ (.*\n)/gm)].map(([, line]) => line).join('');
  expect(stderr).toBe('');
  expect(shown).not.toBe('');
  expect(timeless(stdout)).toBe(timeless(shown));
});

test('every name in the tables of the README that looks like a call is exported', () => {
  const names = [
    ...readme.matchAll(
      /`((?:parse|create|probe|refresh|limit|is|watch|wait|replay|read|discover|resolve|default|room|level|has|snapshot)[A-Z]\w+)/g,
    ),
  ];
  expect(names.length).toBeGreaterThan(15);
  for (const [, name = ''] of names) expect(Object.keys(exported)).toContain(name);
});
