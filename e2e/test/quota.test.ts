import { usageBody } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { expectExit, openWorld } from '../support/world.ts';

/** A reset that survives the vendor's whole seconds. */
const inAnHour = (): string => new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000).toISOString();

describe('ccx quota on the real Claude Code, by a control request', () => {
  test('tells the windows of a subscription, and asks no model', async () => {
    const resets_at = inAnHour();
    const usage = usageBody({ five_hour: { utilization: 42, resets_at } });
    const world = await openWorld({ login: 'subscription', usage });
    const finished = await world.ccx(['quota', '--agent', 'claude', '--source', 'control', '--json']);
    expectExit(finished, 0);
    expect(JSON.parse(finished.stdout)).toMatchObject({
      accounts: [
        {
          account: { id: 'claude:default' },
          reading: {
            ok: true,
            snapshot: {
              plan: 'max',
              windows: [{ id: 'session', usedPercent: 42, bound: 'exact', resetsAt: resets_at, source: 'control' }],
            },
          },
        },
      ],
    });
    expect(world.api.calls()).toEqual([]);
    await world.allEnd();
  });
});
