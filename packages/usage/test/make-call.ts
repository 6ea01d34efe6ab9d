import type { Account, SessionCost, Usage, UsageRecord } from '@ccx/contracts';

export const WORK: Account = {
  agent: 'claude',
  configDir: '/home/ada/.claude-work',
  id: 'claude:/home/ada/.claude-work',
};
export const SPARE: Account = { agent: 'claude', configDir: null, id: 'claude:default' };
export const CODEX: Account = { agent: 'codex', configDir: null, id: 'codex:default' };

export function usage(some: Partial<Usage> = {}): Usage {
  return { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, ...some };
}

/** A call of the account `work` at noon, of a hundred tokens, with what a test says of it. */
export function makeCall(some: Partial<UsageRecord> & Pick<UsageRecord, 'id'>): UsageRecord {
  return {
    account: WORK,
    sessionId: 'session-1',
    at: '2026-11-21T12:00:00.000Z',
    model: 'claude-opus-5-5',
    usage: usage({ input: 100 }),
    vendorCostUsd: null,
    cwd: '/home/ada/app',
    gitBranch: 'main',
    subagentType: null,
    entrypoint: 'cli',
    speed: null,
    archived: false,
    ...some,
  };
}

export function sessionCost(
  sessionId: string,
  models: SessionCost['models'],
  at = '2026-11-21T12:30:00.000Z',
): SessionCost {
  return { account: WORK, sessionId, at, models };
}
