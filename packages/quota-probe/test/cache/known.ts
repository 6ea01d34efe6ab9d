import type { Account, LimitSignal, QuotaReading, QuotaSnapshot, QuotaWindow } from '@ccx/contracts';
import { createTempHome } from '@ccx/testkit';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { quotaWindow, type WindowFacts } from '../../src/window.ts';

export const account: Account = { agent: 'claude', configDir: null, id: 'claude:default' };

/** A window of a control answer, said a moment after midnight of the year. */
export function aWindow(facts: Partial<WindowFacts> = {}): QuotaWindow {
  return quotaWindow({
    id: 'session',
    label: 'Current session',
    source: 'control',
    capturedAt: '2026-01-01T00:00:00.000Z',
    resetsAt: '2026-01-01T04:00:00.000Z',
    windowMinutes: 300,
    usedPercent: 42,
    ...facts,
  });
}

export function aWeek(facts: Partial<WindowFacts> = {}): QuotaWindow {
  return aWindow({
    id: 'weekly',
    label: 'Current week',
    windowMinutes: 10_080,
    resetsAt: '2026-01-05T00:00:00.000Z',
    usedPercent: 18,
    ...facts,
  });
}

export function aReading(windows: readonly QuotaWindow[], facts: Partial<QuotaSnapshot> = {}): QuotaReading {
  return {
    ok: true,
    snapshot: { schemaVersion: 1, account, cliVersion: null, windows, plan: null, login: null, ...facts },
  };
}

export function aSignal(facts: Partial<LimitSignal> = {}): LimitSignal {
  return {
    verdict: 'ok',
    windowId: null,
    appliesTo: null,
    resetsAt: null,
    resetRaw: null,
    usingExtra: false,
    windows: [],
    basis: 'structured',
    observedAt: '2026-01-01T00:00:00.000Z',
    ...facts,
  };
}

/** A folder for a cache, which is not there yet. */
export async function cacheFolder(): Promise<string> {
  const home = await createTempHome();
  onTestFinished(() => home.remove());
  return join(home.home, 'state', 'quota');
}
