import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { openStore, type Store, type StoreOptions } from '../src/index.ts';
import { always } from './records.ts';

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0).toReversed()) end();
});

/** Where a database may be made; gone after the test. */
export function tempPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ccx-store-'));
  ended.push(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'state', 'ccx.db');
}

/** Closed after the test. */
export function opened(path: string = tempPath(), options?: StoreOptions): Store {
  const store = openStore(path, options);
  ended.push(() => store.close());
  return store;
}

/** Tokens, calls and archived calls over all that is kept. */
export function total(store: Store): { readonly tokens: number; readonly calls: number; readonly archived: number } {
  const [row] = store.queryUsage({ range: always, groupBy: [] });
  if (row === undefined) throw new Error('A query without groups gives one row.');
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = row.usage;
  const tokens = input + output + cacheRead + cacheWrite5m + cacheWrite1h;
  return { tokens, calls: row.calls, archived: row.archivedCalls };
}
