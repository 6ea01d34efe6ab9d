import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account, ScanBatch, Usage, UsageRecord } from '@ccx/contracts';
import { afterEach } from 'vitest';
import { openStore, type Store, type StoreOptions } from '../src/index.ts';

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

export const ada: Account = { agent: 'claude', configDir: '/home/ada/.claude', id: 'claude:/home/ada/.claude' };
export const eve: Account = { agent: 'codex', configDir: null, id: 'codex:default' };
export const always = { from: null, to: null } as const;

export function usage(output: number, more: Partial<Usage> = {}): Usage {
  return { input: 1, output, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, ...more };
}

/** A call of 10 tokens at noon. */
export function record(more: Partial<UsageRecord> = {}): UsageRecord {
  return {
    id: 'msg_1',
    requestId: 'req_1',
    account: ada,
    sessionId: 'session-1',
    at: '2026-03-10T12:00:00.000Z',
    model: 'opus',
    usage: usage(9),
    vendorCostUsd: null,
    cwd: '/home/ada/app',
    gitBranch: 'main',
    subagentType: null,
    entrypoint: 'cli',
    speed: null,
    archived: false,
    ...more,
  };
}

export function batch(file: string, records: readonly UsageRecord[], more: Partial<ScanBatch> = {}): ScanBatch {
  return { file, replaces: false, records, cursor: `after ${records.length}`, skipped: {}, ...more };
}

/** Tokens, calls and archived calls over all that is kept. */
export function total(store: Store): { readonly tokens: number; readonly calls: number; readonly archived: number } {
  const [row] = store.queryUsage({ range: always, groupBy: [] });
  if (row === undefined) throw new Error('A query without groups gives one row.');
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = row.usage;
  const tokens = input + output + cacheRead + cacheWrite5m + cacheWrite1h;
  return { tokens, calls: row.calls, archived: row.archivedCalls };
}
