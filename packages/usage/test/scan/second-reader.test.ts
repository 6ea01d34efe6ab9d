import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountId, type Account, type ScanBatch } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createScanner } from '../../src/index.ts';
import type { ScannerOptions } from '../../src/scan/scanner.ts';
import { useClaudeHome } from '../claude/claude-home.ts';
import { call, prompt, writeTranscripts } from '../claude/scan-claude.ts';
import { createMemoryStore, type MemoryStore, scanInto } from './memory-store.ts';

const home = useClaudeHome();
const other: Account = { agent: 'claude', configDir: '/home/ada/.other', id: accountId('claude', '/home/ada/.other') };
const own = (): Account => ({
  agent: 'claude',
  configDir: home.configDir,
  id: accountId('claude', home.configDir),
});
const alone: ScannerOptions = { twoThreadsFrom: Number.POSITIVE_INFINITY };
const together: ScannerOptions = { twoThreadsFrom: 1 };

async function scanned(options: ScannerOptions, store: MemoryStore = createMemoryStore()): Promise<MemoryStore> {
  await scanInto(store, createScanner('claude', options), own());
  return store;
}

/** All that a store was told, whatever the order. */
function told(store: MemoryStore): unknown {
  const byFile = store.files().toSorted();
  return {
    files: byFile.map((file) => [file, store.cursor(file)]),
    counted: store
      .counted()
      .map((record) => JSON.stringify(record))
      .toSorted(),
    turns: store.turns().toSorted(),
    costs: store
      .costs()
      .map((cost) => JSON.stringify(cost))
      .toSorted(),
    skipped: store.skipped(),
    repeated: store.repeated(),
  };
}

/** So many transcripts of so many calls, some of which another one tells of too. */
function write(files: number, calls: number): void {
  for (let file = 0; file < files; file += 1) {
    const lines = Array.from({ length: calls }, (_, at) => call(`m${(file * calls + at) % (files * calls - 1)}`));
    writeTranscripts(home.configDir, { [`p/s${file}.jsonl`]: [prompt(`u${file}`), ...lines, 'no json "usage"'] });
  }
}

describe('two threads', () => {
  test('find what one finds, whatever lies there', async () => {
    const sizes = fc.record({ files: fc.integer({ min: 1, max: 12 }), calls: fc.integer({ min: 1, max: 20 }) });
    const limits = fc.constantFrom({}, { chunkBytes: 4096 });
    await fc.assert(
      fc.asyncProperty(sizes, limits, async ({ files, calls }, more) => {
        write(files, calls);
        expect(told(await scanned({ ...together, ...more }))).toEqual(told(await scanned({ ...alone, ...more })));
      }),
      { numRuns: 8 },
    );
  });

  test('go on where one has ended, and one where they have', async () => {
    write(6, 4);
    for (const [first, then] of [
      [alone, together],
      [together, alone],
    ] as const) {
      const store = await scanned(first);
      for (const file of [0, 3, 5]) {
        appendFileSync(join(home.configDir, `projects/p/s${file}.jsonl`), `${JSON.stringify(call(`new${file}`))}\n`);
      }
      writeTranscripts(home.configDir, { 'p/later.jsonl': [call('later')] });
      expect(told(await scanned(then, store))).toEqual(told(await scanned(alone)));
    }
  });

  test('hand over more than is taken at a time', async () => {
    write(40, 200);
    const store = await scanned(together);
    expect([store.records().length, store.counted().length]).toEqual([8_000, 7_999]);
  });

  test('both know whose login an organization pays for', async () => {
    const owner = { type: 'session-owner', accountUuid: 'a', organizationUuid: 'org-other', sessionId: 's1' };
    const names = Array.from({ length: 8 }, (_, file) => `p/s${file}.jsonl`);
    for (const [at, name] of names.entries()) {
      writeTranscripts(home.configDir, { [name]: [...(at % 2 === 0 ? [owner] : []), call(`m${at}`)] });
    }
    const accountOf = (organization: string, of: Account): Account => (organization === 'org-other' ? other : of);
    const records = (await scanned({ ...together, accountOf })).records();
    const payers = Object.fromEntries(records.map(({ id, account }) => [id, account.id]));
    expect(payers).toEqual(Object.fromEntries(names.map((_, at) => [`m${at}`, at % 2 === 0 ? other.id : own().id])));
  });

  test('end with an error where one of them cannot go on', async () => {
    const owner = { type: 'session-owner', accountUuid: 'a', organizationUuid: 'org', sessionId: 's1' };
    writeTranscripts(home.configDir, { 'p/first.jsonl': [call('m1')], 'p/last.jsonl': [owner, call('m2')] });
    const accountOf = (): Account => {
      throw new Error('no registry');
    };
    await expect(scanned({ ...together, accountOf })).rejects.toMatchObject({
      code: 'internal',
      message: 'The thread that reads transcripts beside this one ended: no registry.',
    });
  });

  test('are not needed where nothing is new', async () => {
    write(3, 2);
    const store = await scanned(together);
    const more = await scanInto(store, createScanner('claude', together), own());
    expect(more).toEqual([]);
  });

  test('stop when the scan is aborted or left, and the next scan finds the rest', async () => {
    write(30, 40);
    const store = createMemoryStore();
    const stopped = new AbortController();
    const scan = createScanner('claude', together).scan(own(), () => null, stopped.signal);
    const reading = (async () => {
      for await (const batch of scan) {
        store.commit(batch);
        stopped.abort(new Error('enough'));
      }
    })();
    await expect(reading).rejects.toThrow('enough');
    const batches: ScanBatch[] = [];
    for await (const batch of createScanner('claude', together).scan(own(), (file) => store.cursor(file))) {
      batches.push(batch);
      if (batches.length === 2) break;
    }
    for (const batch of batches) store.commit(batch);
    expect(told(await scanned(together, store))).toEqual(told(await scanned(alone)));
  });
});
