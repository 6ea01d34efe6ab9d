import { createFakeClock } from '@ccx/testkit';
import type { Account } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import type { ProbeResult } from '../../src/probe-quota.ts';
import { waitForRoom, type RoomFound, type RoomWait } from '../../src/watch/wait-for-room.ts';
import { ACCOUNT, answered, aSnapshot, aWindow, unanswered } from '../support-windows.ts';

const start = '2026-11-21T12:00:00.000Z';
const OTHER: Account = { agent: 'codex', configDir: null, id: 'codex:default' };

interface Asked {
  readonly at: string;
  readonly of: string;
  readonly confirm: boolean;
}

interface Waited {
  readonly found: RoomFound | null;
  readonly asked: readonly Asked[];
  readonly waits: readonly RoomWait[];
}

async function wait(
  say: (asked: Asked) => ProbeResult,
  { until, accounts = [ACCOUNT], hours = 24 }: { until?: number; accounts?: readonly Account[]; hours?: number } = {},
): Promise<Waited> {
  const clock = createFakeClock(start);
  const asked: Asked[] = [];
  const waits: RoomWait[] = [];
  const ending = new AbortController();
  let found: RoomFound | null = null;
  const waiting = waitForRoom({
    accounts,
    ...(until !== undefined && { until }),
    ask: async (account, { confirm }) => {
      const question = { at: clock.now(), of: account.agent, confirm };
      asked.push(question);
      return say(question);
    },
    onWait: (next) => waits.push(next),
    signal: ending.signal,
    clock,
  }).then(
    (end) => {
      found = end;
    },
    () => {},
  );
  await clock.advance(hours * 3_600_000);
  ending.abort();
  await waiting;
  return { found, asked, waits };
}

const used = (usedPercent: number | null, resetsAt: string | null = null): ProbeResult =>
  answered(aSnapshot(aWindow({ usedPercent, resetsAt, capturedAt: start })));
const RESET = '2026-11-21T14:10:00.000Z';
const TWO_MINUTES_LATER = '2026-11-21T14:12:00.000Z';

describe('waiting for room', () => {
  test('ends at once where there is room', async () => {
    const { found, asked, waits } = await wait(() => used(42));
    expect(found).toMatchObject({ is: 'room', account: ACCOUNT });
    expect(asked).toEqual([{ at: start, of: 'claude', confirm: false }]);
    expect(waits).toEqual([]);
  });

  test('ends two minutes after the reset, when one more reading confirms it', async () => {
    const { found, asked, waits } = await wait(({ at }) => (at < RESET ? used(100, RESET) : used(0)));
    expect(found).toMatchObject({ is: 'room' });
    expect(asked).toEqual([
      { at: start, of: 'claude', confirm: false },
      { at: TWO_MINUTES_LATER, of: 'claude', confirm: true },
    ]);
    expect(waits).toEqual([{ account: ACCOUNT, until: TWO_MINUTES_LATER }]);
  });

  test('goes on where the reading does not confirm it', async () => {
    const next = '2026-11-21T19:10:00.000Z';
    const { found, asked } = await wait(({ at }) =>
      at < RESET ? used(100, RESET) : at < next ? used(100, next) : used(1),
    );
    expect(found).toMatchObject({ is: 'room' });
    expect(asked.map(({ at }) => at)).toEqual([start, TWO_MINUTES_LATER, '2026-11-21T19:12:00.000Z']);
  });

  test('looks every 15 minutes where no reset is known', async () => {
    const { asked } = await wait(() => used(100), { hours: 1 });
    expect(asked).toHaveLength(5);
  });

  test('asks again when a source says from when on that is useful', async () => {
    const retryAt = '2026-11-21T12:05:00.000Z';
    const { asked } = await wait(({ at }) =>
      at < retryAt ? unanswered('usage-endpoint-limited', at, retryAt) : used(5),
    );
    expect(asked.map(({ at }) => at)).toEqual([start, retryAt]);
  });

  test('until a percentage goes on while a window is fuller', async () => {
    const { found, asked } = await wait(({ at }) => (at < RESET ? used(60, RESET) : used(0)), { until: 50 });
    expect(found).toMatchObject({ is: 'room' });
    expect(asked).toHaveLength(2);
    expect((await wait(() => used(50), { until: 50 })).asked).toHaveLength(1);
  });

  test('for any of several ends with the first that has room', async () => {
    const { found, asked } = await wait(
      ({ of, at }) => (of === 'codex' && at >= RESET ? used(0) : used(100, of === 'codex' ? RESET : null)),
      { accounts: [ACCOUNT, OTHER] },
    );
    expect(found).toMatchObject({ is: 'room', account: OTHER });
    expect(asked.filter(({ of }) => of === 'codex').map(({ at }) => at)).toEqual([start, TWO_MINUTES_LATER]);
  });

  test('has nothing to wait for where a login has no windows', async () => {
    expect((await wait(() => unanswered('not-a-subscription', start))).found).toMatchObject({ is: 'room' });
  });

  test('is given up where nobody is logged in to any of them', async () => {
    const { found, asked } = await wait(() => unanswered('not-logged-in', start), { accounts: [ACCOUNT, OTHER] });
    expect(found).toMatchObject({ is: 'hopeless', results: [{}, {}] });
    expect(asked).toHaveLength(2);
  });

  test('ends with the reason of the signal', async () => {
    const ending = new AbortController();
    const waiting = waitForRoom({ accounts: [ACCOUNT], ask: async () => used(100), signal: ending.signal });
    ending.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
