import type { Account, ScanBatch, TimeRange, Usage, UsageRecord } from '@ccx/contracts';

export const ada: Account = { agent: 'claude', configDir: '/home/ada/.claude', id: 'claude:/home/ada/.claude' };
export const eve: Account = { agent: 'codex', configDir: null, id: 'codex:default' };
export const always: TimeRange = { from: null, to: null };

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
