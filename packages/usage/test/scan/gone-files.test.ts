import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, accountId } from '@ccx/contracts';
import { createTempHome } from '@ccx/testkit';
import { describe, expect, it } from 'vitest';
import { goneFiles } from '../../src/scan/gone-files.ts';
import { createScanner, listTranscripts } from '../../src/scanners.ts';
import { createMemoryStore, scanInto } from './memory-store.ts';

describe('files that are gone', () => {
  it('are those that an account no longer has, and scanning gives nothing for them', async () => {
    const temp = await createTempHome();
    const { home } = temp;
    try {
      const account: Account = { agent: 'claude', configDir: null, id: accountId('claude', null) };
      const folder = join(home, '.claude', 'projects', 'p');
      mkdirSync(folder, { recursive: true });
      for (const name of ['s', 't']) writeFileSync(join(folder, `${name}.jsonl`), '\n');
      const store = createMemoryStore();
      const scanner = createScanner('claude', { home });
      await scanInto(store, scanner, account);
      expect(goneFiles(store.files(), listTranscripts(account, { home }))).toEqual([]);
      rmSync(join(folder, 't.jsonl'));
      expect(await scanInto(store, scanner, account)).toEqual([]);
      expect(goneFiles(store.files(), listTranscripts(account, { home }))).toEqual([join(folder, 't.jsonl')]);
    } finally {
      await temp.remove();
    }
  });

  it('are not those in a folder that cannot be read now', () => {
    const obstacles = [{ path: '/p/a', is: 'unreadable' as const }];
    const listing = { files: ['/p/b.jsonl'], folders: ['/p'], obstacles };
    expect(goneFiles(['/p/a/x.jsonl', '/p/a', '/p/ab/x.jsonl', '/p/b.jsonl'], listing)).toEqual(['/p/ab/x.jsonl']);
  });
});
