import { join } from 'node:path';
import type { Clock } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { replayCassette } from '../../src/cassette/replay-cassette.ts';
import { CORPUS } from './recordings.ts';

const SLOW = join(CORPUS, 'claude/usage-slow');

/** A clock on which every sleep is over at once, and has taken its time. */
function virtualClock(): Clock & { sleptMs: () => number } {
  const start = Date.parse('2026-01-01T00:00:00.000Z');
  let nowMs = start;
  return {
    now: () => new Date(nowMs).toISOString(),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      nowMs += Math.ceil(ms);
    },
    sleptMs: () => nowMs - start,
  };
}

describe('A replay', () => {
  test('takes the time that the recording took, in real time', async () => {
    const clock = virtualClock();
    const phases: [string, number][] = [];
    const { same } = await replayCassette(SLOW, {
      pace: 'realtime',
      clock,
      onPhase: (phase, atMs) => phases.push([phase, atMs]),
    });
    expect(same).toBe(true);
    expect(phases.map(([phase]) => phase)).toEqual(['ready', 'typed', 'loading', 'complete']);
    // The windows came 4842 ms after Enter, and have to stand still before they count.
    const [enteredMs = 0, completeMs = 0] = [phases.at(2)?.[1], phases.at(3)?.[1]];
    expect(completeMs - enteredMs).toBeGreaterThan(4_842);
    expect(Math.abs(clock.sleptMs() - completeMs)).toBeLessThanOrEqual(40);
  });

  test('takes a part of that time at a scaled pace, and none when it is collapsed', async () => {
    const real = virtualClock();
    await replayCassette(SLOW, { pace: 'realtime', clock: real });
    const scaled = virtualClock();
    expect((await replayCassette(SLOW, { pace: 4, clock: scaled })).same).toBe(true);
    expect(scaled.sleptMs() / real.sleptMs()).toBeCloseTo(1 / 4, 1);
    const collapsed = virtualClock();
    expect((await replayCassette(SLOW, { clock: collapsed })).same).toBe(true);
    expect(collapsed.sleptMs()).toBe(0);
  });

  test('ends with the reason of its signal', async () => {
    const aborting = new AbortController();
    const replaying = replayCassette(SLOW, {
      pace: 'realtime',
      clock: virtualClock(),
      signal: aborting.signal,
      onPhase: (phase) => {
        if (phase === 'typed') aborting.abort(new Error('enough'));
      },
    });
    await expect(replaying).rejects.toThrow('enough');
    await expect(replayCassette(SLOW, { signal: aborting.signal })).rejects.toThrow('enough');
  });

  test.for([0, -1, Number.NaN])('refuses a pace that leads nowhere: %s', async (pace) => {
    await expect(replayCassette(SLOW, { pace })).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});
