import type { ProfileHealth, QuotaSnapshot, QuotaWindow } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { ada, always, eve } from '../records.ts';
import { opened } from '../store-support.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 10, 12, minute)).toISOString();

describe('the health of an account', () => {
  const health = (more: Partial<ProfileHealth> = {}): ProfileHealth => ({
    accountId: ada.id,
    checkedAt: at(1),
    authStatus: 'ok',
    authDetail: 'Logged in.',
    ...more,
  });

  test('is the last that was learned, whenever it is told', () => {
    const store = opened();
    expect(store.profileHealth(ada.id)).toBeNull();
    store.saveProfileHealth(health());
    store.saveProfileHealth(health({ checkedAt: at(0), authStatus: 'expired' }));
    expect(store.profileHealth(ada.id)).toEqual(health());
    store.saveProfileHealth(health({ checkedAt: at(2), authStatus: 'expired' }));
    expect(store.profileHealth(ada.id)).toEqual(health({ checkedAt: at(2), authStatus: 'expired' }));
    expect(store.profileHealth(eve.id)).toBeNull();
  });

  test('tells whose login it is only where that was asked', () => {
    const store = opened();
    const nothing = { accountUuid: null, email: null, organization: null, plan: null, configDir: null };
    const login = { accountUuid: 'u', email: 'ada@example.com', organization: 'o', plan: 'max', configDir: '/d' };
    const paid = { ...login, organizationId: 'id' };
    for (const [minute, one] of [login, paid, nothing].entries()) {
      store.saveProfileHealth(health({ checkedAt: at(minute), login: one }));
      expect(store.profileHealth(ada.id)?.login).toEqual(one);
    }
    store.saveProfileHealth(health({ checkedAt: at(3) }));
    expect(store.profileHealth(ada.id)).not.toHaveProperty('login');
  });
});

describe('the history of quotas', () => {
  const window = (more: Partial<QuotaWindow> = {}): QuotaWindow => ({
    id: 'session',
    label: '5h',
    appliesTo: null,
    usedPercent: 12.5,
    bound: 'exact',
    amount: null,
    resetsAt: at(50),
    resetRaw: null,
    windowMinutes: 300,
    state: 'ok',
    source: 'control',
    capturedAt: at(1),
    ...more,
  });
  const snapshot = (...windows: readonly QuotaWindow[]): QuotaSnapshot => ({
    schemaVersion: 1,
    account: ada,
    cliVersion: null,
    windows,
    plan: null,
    login: null,
  });

  test('keeps each reading once, and none without a number', () => {
    const store = opened();
    store.appendQuota(snapshot(window(), window({ id: 'weekly', usedPercent: null })));
    store.appendQuota(snapshot(window(), window({ source: 'run', usedPercent: 0, resetsAt: null })));
    expect(store.quotaHistory(ada.id, always)).toEqual([
      { windowId: 'session', at: at(1), usedPercent: 12.5, resetsAt: at(50), source: 'control' },
      { windowId: 'session', at: at(1), usedPercent: 0, resetsAt: null, source: 'run' },
    ]);
  });

  test('takes what was kept elsewhere, each reading once', () => {
    const store = opened();
    store.appendQuota(snapshot(window()));
    const [sample] = store.quotaHistory(ada.id, always);
    const older = { windowId: 'session', at: at(0), usedPercent: 3, resetsAt: null, source: 'text' } as const;
    store.keepSamples(ada.id, [older, ...(sample ? [sample] : [])]);
    store.keepSamples(eve.id, [older]);
    expect(store.quotaHistory(ada.id, always)).toEqual([older, sample]);
    expect(store.quotaHistory(eve.id, always)).toEqual([older]);
  });

  test('is read by account, window and time, oldest first', () => {
    const store = opened();
    store.appendQuota(snapshot(window({ capturedAt: at(3) }), window({ id: 'weekly', capturedAt: at(2) }), window()));
    const times = (...query: Parameters<typeof store.quotaHistory>): readonly string[] =>
      store.quotaHistory(...query).map((sample) => sample.at);
    expect(times(ada.id, always)).toEqual([at(1), at(2), at(3)]);
    expect(times(ada.id, always, 'session')).toEqual([at(1), at(3)]);
    expect(times(ada.id, { from: at(2), to: at(2) })).toEqual([at(2)]);
    expect(times(eve.id, always)).toEqual([]);
  });
});
