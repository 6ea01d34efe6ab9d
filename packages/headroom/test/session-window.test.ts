import type { QuotaSnapshot, QuotaWindow } from '@ccx/contracts';
import { expect, test } from 'vitest';
import { isSessionOpen } from '../src/session-window.ts';

const NOW = '2026-11-22T06:00:00.000Z';

function snapshot(session: Partial<QuotaWindow> | null): QuotaSnapshot {
  const window: QuotaWindow = {
    id: 'session',
    label: 'Current session',
    appliesTo: null,
    usedPercent: null,
    bound: 'exact',
    amount: null,
    resetsAt: null,
    resetRaw: null,
    windowMinutes: 300,
    state: 'ok',
    source: 'control',
    capturedAt: '2026-11-22T05:59:00.000Z',
    ...session,
  };
  const account = { agent: 'claude', configDir: null, id: 'claude:default' } as const;
  return {
    schemaVersion: 1,
    account,
    cliVersion: null,
    windows: session === null ? [] : [window],
    plan: null,
    login: null,
  };
}

test.each([
  ['its reset is ahead', { usedPercent: 3, resetsAt: '2026-11-22T10:00:00.000Z' }, true],
  ['its reset is ahead and nothing is told of its use', { resetsAt: '2026-11-22T10:00:00.000Z' }, true],
  ['its reset is over', { usedPercent: 80, resetsAt: '2026-11-22T05:59:59.000Z' }, false],
  ['nothing is used and no reset is told', { usedPercent: 0 }, false],
  ['something is used and no reset is told', { usedPercent: 4 }, null],
  ['nothing is told', {}, null],
  ['there is no such window', null, null],
] as const)('a session window of which %s', (_, session, open) => {
  expect(isSessionOpen(snapshot(session), NOW)).toBe(open);
});

test('nothing is known of an account that was never asked', () => {
  expect(isSessionOpen(null, NOW)).toBeNull();
});
