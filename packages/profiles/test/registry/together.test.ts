import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { until } from '@ccx/testkit';
import { bookProcess } from './child.ts';
import { openBook } from './open-book.ts';

test('twenty accounts that several processes add at once are all there', async () => {
  const { book, home, text } = await openBook('# mine\n');
  const names = Array.from({ length: 20 }, (_, at) => `p-${at}`);
  const processes = [0, 1, 2, 3].map((which) => {
    const own = JSON.stringify(names.filter((_, at) => at % 4 === which));
    return bookProcess(
      home,
      `await Promise.all(${own}.map((name) => book.add({ name, agent: 'claude', configDir: '~/' + name })));
       console.log('done');`,
    );
  });
  expect(await Promise.all(processes.map(({ out }) => out))).toEqual(processes.map(() => 'done\n'));
  const added = (await book.list()).filter(({ createdAt }) => createdAt !== null);
  expect(added.map(({ name }) => name)).toEqual(names.toSorted());
  expect((await text()).startsWith('# mine\n')).toBe(true);
  expect(await readdir(dirname(book.path))).toEqual(['profiles.toml', 'profiles.toml.bak']);
});

test('of two that take one name or one folder at once, one is refused', async () => {
  const { book, home } = await openBook();
  const add = (name: string, folder: string): Promise<string> =>
    bookProcess(
      home,
      `console.log(await book.add({ name: '${name}', agent: 'claude', configDir: '~/${folder}' }).then(() => 'added', (error) => error.code));`,
    ).out;
  const answers = await Promise.all([add('a', 'x'), add('a', 'y'), add('b', 'x')]);
  const added = (await book.list()).filter(({ createdAt }) => createdAt !== null);
  expect(answers.filter((answer) => answer === 'added\n')).toHaveLength(added.length);
  expect(new Set(added.map(({ name }) => name)).size).toBe(added.length);
  expect(new Set(added.map(({ id }) => id)).size).toBe(added.length);
  for (const answer of answers) expect(answer).toMatch(/^(?:added|profile_already_exists|config_dir_conflict)\n$/);
});

test('kill -9 in the middle of changes leaves a whole file and a lock that passes on at once', async () => {
  const { book, home, text } = await openBook();
  await book.add({ name: 'work', agent: 'claude', configDir: '~/w' });
  const label = (count: number): string => `${count} ${'x'.repeat(20_000)}`;
  for (let round = 0; round < 3; round += 1) {
    const writer = bookProcess(
      home,
      `for (let count = ${round * 1000};; count += 1) await book.set('work', { label: count + ' ' + 'x'.repeat(20_000) });`,
    );
    await until(async () => Number.parseInt((await book.get('work')).label ?? '', 10) > round * 1000);
    await pause(Math.random() * 40);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const left = (await book.get('work')).label ?? '';
    expect(left).toBe(label(Number.parseInt(left, 10)));
    // 15 s is as long as anybody waits for the lock, which would be held for 30 if its dead owner were waited for.
    await book.set('work', { limits: { priority: round + 1 } });
    expect((await book.get('work')).limits.priority).toBe(round + 1);
  }
  expect((await text()).match(/\[\[profile\]\]/g)).toHaveLength(1);
  const drafts = (await readdir(dirname(book.path))).filter((name) => name.endsWith('.tmp'));
  expect(drafts).toEqual([]);
});
