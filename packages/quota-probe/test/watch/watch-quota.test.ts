import { createFakeClock } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import type { ProbeResult } from '../../src/probe-quota.ts';
import { watchQuota, type QuotaChange } from '../../src/watch/watch-quota.ts';
import { ACCOUNT, answered, aSnapshot, aWindow, unanswered } from '../support-windows.ts';

const start = '2026-11-21T12:00:00.000Z';

/** Watches what `say` answers at each look, ten virtual seconds apart. */
async function watch(says: readonly ProbeResult[]): Promise<readonly Pick<QuotaChange, 'crossed'>[]> {
  const clock = createFakeClock(start);
  const ending = new AbortController();
  let looks = 0;
  const seen: QuotaChange[] = [];
  const watching = (async () => {
    const ask = async (): Promise<ProbeResult> => {
      const said = says[looks];
      looks += 1;
      if (said !== undefined) return said;
      ending.abort();
      throw new Error('aborted');
    };
    for await (const change of watchQuota({ accounts: [ACCOUNT], ask, clock, signal: ending.signal }))
      seen.push(change);
  })();
  for (const _ of says) await clock.advance(10_000);
  await watching;
  return seen;
}

const used = (usedPercent: number, capturedAt = start): ProbeResult =>
  answered(aSnapshot(aWindow({ usedPercent, capturedAt })));

describe('a watched account', () => {
  test('is told once at the beginning', async () => {
    expect(await watch([used(42)])).toMatchObject([{ account: ACCOUNT, crossed: null }]);
  });

  test('is told again when a number changes, and not when only its age does', async () => {
    const changes = await watch([used(42), used(42, '2026-11-21T12:00:10.000Z'), used(43)]);
    expect(changes).toHaveLength(2);
  });

  test('is told with the level that it crosses', async () => {
    const changes = await watch([used(42), used(91), used(100), used(3)]);
    expect(changes.map(({ crossed }) => crossed)).toEqual([null, 'soft', 'hard', 'reset']);
  });

  test('is told when its numbers stop coming', async () => {
    const changes = await watch([used(42), unanswered('usage-endpoint-failed', start)]);
    expect(changes).toHaveLength(2);
  });

  test('that fails in an unforeseen way ends the watching with that error', async () => {
    const ask = (): Promise<ProbeResult> => Promise.reject(new Error('a broken disk'));
    await expect(watchQuota({ accounts: [ACCOUNT], ask }).next()).rejects.toThrow('a broken disk');
  });
});
