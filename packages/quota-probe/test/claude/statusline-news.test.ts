import type { QuotaWindow } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { newsOf } from '../../src/claude/statusline-news.ts';
import { quotaWindow } from '../../src/window.ts';

const NOW = '2026-11-21T12:00:00.000Z';
const RESET = '2026-11-21T14:00:00.000Z';

function window(facts: Partial<QuotaWindow>): QuotaWindow {
  return quotaWindow({
    id: 'session',
    label: 'Current session',
    source: 'statusline',
    capturedAt: '2026-11-21T11:59:00.000Z',
    windowMinutes: 300,
    resetsAt: RESET,
    ...facts,
  });
}

describe('what a session tells', () => {
  const known = [window({ usedPercent: 42, source: 'control' })];
  const isNews = (facts: Partial<QuotaWindow>, about: readonly QuotaWindow[] = known): boolean =>
    newsOf([window(facts)], about, NOW).length > 0;

  test('is news where nothing was known', () => {
    expect(isNews({ usedPercent: 0 }, [])).toBe(true);
    expect(isNews({ usedPercent: 7 }, [window({ usedPercent: null })])).toBe(true);
    expect(isNews({ id: 'weekly', usedPercent: 7 })).toBe(true);
  });

  test('is news where more is used, or another window has begun', () => {
    expect(isNews({ usedPercent: 43 })).toBe(true);
    expect(isNews({ usedPercent: 1, resetsAt: '2026-11-21T19:00:00.000Z' })).toBe(true);
    expect(isNews({ usedPercent: 1 }, [window({ usedPercent: 90, resetsAt: '2026-11-21T11:58:00.000Z' })])).toBe(true);
  });

  test('is none where it is the same number, also to another second of the same reset', () => {
    expect(isNews({ usedPercent: 42 })).toBe(false);
    expect(isNews({ usedPercent: 42, resetsAt: '2026-11-21T14:00:01.000Z' })).toBe(false);
    expect(isNews({ usedPercent: 42, resetsAt: null })).toBe(false);
  });

  test('is none where an idle session repeats what was true before', () => {
    expect(isNews({ usedPercent: 20 })).toBe(false);
    expect(isNews({ usedPercent: 99, resetsAt: '2026-11-21T13:00:00.000Z' })).toBe(false);
    expect(isNews({ usedPercent: 99, resetsAt: NOW })).toBe(false);
  });

  test('is none without a number', () => {
    expect(isNews({ usedPercent: null }, [])).toBe(false);
  });

  test('does not lift a refusal that a run has met', () => {
    const refused = [window({ usedPercent: null, state: 'exhausted', source: 'run' })];
    expect(isNews({ usedPercent: 97 }, refused)).toBe(false);
    expect(isNews({ usedPercent: 100 }, refused)).toBe(true);
    expect(isNews({ usedPercent: 3, resetsAt: '2026-11-21T19:00:00.000Z' }, refused)).toBe(true);
  });
});
