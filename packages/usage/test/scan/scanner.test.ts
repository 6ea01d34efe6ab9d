import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Account, accountId } from '@ccx/contracts';
import { createTempHome, type TempHome } from '@ccx/testkit';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { obstacleBatch } from '../../src/scan/scan-file.ts';
import { formatScanner } from '../../src/scan/scanner.ts';
import { createMemoryStore, scanInto } from './memory-store.ts';
import { wordFormat } from './word-format.ts';

let temp: TempHome;
let account: Account;
let folder: string;

beforeEach(async () => {
  temp = await createTempHome();
  const configDir = join(temp.home, 'work');
  account = { agent: 'claude', configDir, id: accountId('claude', configDir) };
  folder = join(configDir, 'projects');
  mkdirSync(join(folder, 'a'), { recursive: true });
});
afterEach(() => temp.remove());

const scanner = formatScanner(wordFormat, { chunkBytes: 64, maxLineBytes: 1024 });
const ids = (store: { counted(): readonly { readonly id: string }[] }): string =>
  store
    .counted()
    .map(({ id }) => id)
    .toSorted()
    .join(' ');

describe('a scan', () => {
  it('finds the transcripts in all folders below the root, those in deeper folders first', async () => {
    mkdirSync(join(folder, 'a', 's1', 'subagents'), { recursive: true });
    writeFileSync(join(folder, 'a', 's1.jsonl'), 'main\n');
    writeFileSync(join(folder, 'a', 's1', 'subagents', 'x.jsonl'), 'sub\n');
    writeFileSync(join(folder, 'a', 's1', 'subagents', 'x.meta.json'), '{}');
    const store = createMemoryStore();
    const batches = await scanInto(store, scanner, account);
    expect(batches.flatMap(({ records }) => records.map(({ id }) => id))).toEqual(['sub', 'main']);
  });

  it('reads the default config dir of an account without one', async () => {
    mkdirSync(join(temp.home, '.claude', 'projects'), { recursive: true });
    writeFileSync(join(temp.home, '.claude', 'projects', 's.jsonl'), 'one\n');
    const store = createMemoryStore();
    const ambient: Account = { agent: 'claude', configDir: null, id: accountId('claude', null) };
    await scanInto(store, formatScanner(wordFormat, { home: temp.home }), ambient);
    expect(ids(store)).toBe('one');
  });

  it('gives nothing for a config dir that is not there', async () => {
    const configDir = join(temp.home, 'nowhere');
    const store = createMemoryStore();
    expect(await scanInto(store, scanner, { ...account, configDir })).toEqual([]);
  });

  it('says nothing of files that are as they were', async () => {
    const store = createMemoryStore();
    writeFileSync(join(folder, 'a', 's.jsonl'), 'one\ntwo\n');
    await scanInto(store, scanner, account);
    expect(await scanInto(store, scanner, account)).toEqual([]);
  });

  it('reads only what was appended, and the reader goes on where it was', async () => {
    const store = createMemoryStore();
    const file = join(folder, 'a', 's.jsonl');
    writeFileSync(file, 'one\ntwo\n');
    await scanInto(store, scanner, account);
    appendFileSync(file, 'three\n');
    const batches = await scanInto(store, scanner, account);
    expect(batches).toMatchObject([{ replaces: false, records: [{ id: 'three', model: 'line 3' }] }]);
  });

  it('sees that a file is longer also where its time is the same', async () => {
    const store = createMemoryStore();
    const file = join(folder, 'a', 's.jsonl');
    for (const line of ['one\n', 'two\n']) {
      appendFileSync(file, line);
      utimesSync(file, 1, 1);
      await scanInto(store, scanner, account);
    }
    expect(ids(store)).toBe('one two');
  });

  it('takes back what was said of a folder that could not be read, once it can be', async () => {
    const store = createMemoryStore();
    for (const batch of obstacleBatch(join(folder, 'a'), null, 'unreadable')) store.commit(batch);
    expect(store.skipped()).toEqual({ unreadable: 1 });
    writeFileSync(join(folder, 'a', 's.jsonl'), 'one\n');
    await scanInto(store, scanner, account);
    expect([ids(store), store.skipped()]).toEqual(['one', {}]);
    expect(await scanInto(store, scanner, account)).toEqual([]);
  });

  it('keeps a last line that is not finished for later, counted as unfinished until it is whole', async () => {
    const store = createMemoryStore();
    const file = join(folder, 'a', 's.jsonl');
    writeFileSync(file, 'one\ntw');
    await scanInto(store, scanner, account);
    expect([ids(store), store.skipped()]).toEqual(['one', { unfinished: 1 }]);
    appendFileSync(file, 'o');
    await scanInto(store, scanner, account);
    expect([ids(store), store.skipped()]).toEqual(['one', { unfinished: 1 }]);
    appendFileSync(file, '\n');
    await scanInto(store, scanner, account);
    expect([ids(store), store.skipped()]).toEqual(['one two', {}]);
  });

  it.each<[string, (file: string) => void]>([
    ['became shorter', (file) => truncateSync(file, 4)],
    ['was written anew, longer than before', (file) => writeFileSync(file, 'one\nnew\nand longer than before\n')],
    [
      'was replaced by another of the same bytes and more',
      (file) => {
        writeFileSync(`${file}.new`, 'one\ntwo\nthree\n');
        renameSync(`${file}.new`, file);
      },
    ],
    [
      'has the same size and another time',
      (file) => {
        writeFileSync(file, 'one\n2wo\n');
        utimesSync(file, 1, 1);
      },
    ],
  ])('reads a file that %s from the start and says so', async (_, change) => {
    const store = createMemoryStore();
    const file = join(folder, 'a', 's.jsonl');
    writeFileSync(file, 'one\ntwo\n');
    await scanInto(store, scanner, account);
    change(file);
    const batches = await scanInto(store, scanner, account);
    expect(batches).toMatchObject([
      {
        replaces: true,
        records: [{ id: 'one', model: 'line 1' }, ...batches.flatMap(({ records }) => records.slice(1))],
      },
    ]);
    const anew = createMemoryStore();
    await scanInto(anew, scanner, account);
    expect(ids(store)).toBe(ids(anew));
  });

  it.each(['', 'nonsense', '[0,1,2]', '{"offset":5}', '[1,1,1,1]'])(
    'reads from the start after the cursor %j',
    async (cursor) => {
      const store = createMemoryStore();
      const file = join(folder, 'a', 's.jsonl');
      writeFileSync(file, 'one\n');
      store.commit({ file, replaces: false, records: [], cursor, skipped: {} });
      expect(await scanInto(store, scanner, account)).toMatchObject([{ replaces: true, records: [{ id: 'one' }] }]);
    },
  );

  it('follows a linked root once, and reports links, FIFOs and other non-files below it one time', async () => {
    const linked = join(temp.home, 'linked');
    mkdirSync(linked);
    symlinkSync(folder, join(linked, 'projects'));
    writeFileSync(join(folder, 'a', 's.jsonl'), 'one\n');
    symlinkSync(join(folder, 'a', 's.jsonl'), join(folder, 'a', 'link.jsonl'));
    execFileSync('mkfifo', [join(folder, 'a', 'fifo.jsonl')]);
    symlinkSync('/dev/zero', join(folder, 'a', 'device.jsonl'));
    const store = createMemoryStore();
    await scanInto(store, scanner, { ...account, configDir: linked });
    expect(await scanInto(store, scanner, account)).toEqual([]);
    expect([ids(store), store.skipped()]).toEqual(['one', { link: 2, 'not-a-file': 1 }]);
  });

  it('skips a line above the cap, counts it, and reads on after it', async () => {
    const store = createMemoryStore();
    const long = 'x'.repeat(5000);
    const fits = 'y'.repeat(1023);
    writeFileSync(join(folder, 'a', 's.jsonl'), `one\n${long}\n${fits}\ntwo\n${long}`);
    await scanInto(store, scanner, account);
    expect([ids(store), store.skipped()]).toEqual([`one two ${fits}`, { 'too-long': 1, unfinished: 1 }]);
    appendFileSync(join(folder, 'a', 's.jsonl'), '\nthree\n');
    await scanInto(store, scanner, account);
    expect([ids(store), store.skipped()]).toEqual([`one three two ${fits}`, { 'too-long': 2 }]);
  });

  it('finds the same calls however a file grows and wherever a scan is broken off', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n'), maxLength: 90, size: 'max' }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.integer({ min: 0, max: 5 }),
        async (steps, broken) => {
          const small = formatScanner(wordFormat, { chunkBytes: 8, maxLineBytes: 16 });
          const file = join(folder, 'a', 'grows.jsonl');
          rmSync(file, { force: true });
          const store = createMemoryStore();
          for (const more of steps) {
            appendFileSync(file, more);
            let left = broken;
            for await (const batch of small.scan(account, (path) => store.cursor(path))) {
              store.commit(batch);
              if (left-- === 0) break;
            }
          }
          await scanInto(store, small, account);
          const anew = createMemoryStore();
          await scanInto(anew, small, account);
          expect([store.records(), store.skipped()]).toEqual([anew.records(), anew.skipped()]);
        },
      ),
      { numRuns: 60 },
    ));

  it('ends with the reason of its signal', async () => {
    writeFileSync(join(folder, 'a', 's.jsonl'), 'one\n');
    writeFileSync(join(folder, 'a', 't.jsonl'), 'two\n');
    const stop = new AbortController();
    const seen: string[] = [];
    const scanAll = async (): Promise<void> => {
      for await (const { file } of scanner.scan(account, () => null, stop.signal)) {
        seen.push(file);
        stop.abort(new Error('enough'));
      }
    };
    await expect(scanAll()).rejects.toThrow('enough');
    expect(seen).toHaveLength(1);
  });
});
