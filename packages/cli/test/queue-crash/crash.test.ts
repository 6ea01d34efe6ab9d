import { expect, onTestFinished, test } from 'vitest';
import { createCcxPlace } from '../ccx-process.ts';
import { crash } from './crash.ts';

test('whichever worker is killed, alone or with all that came of it, its agents end and every item is done once, in its session', async () => {
  const place = await createCcxPlace();
  onTestFinished(() => place.remove());
  const verdict = await crash({ place, workers: 2, kills: 2, powerCuts: 1, freezes: 0, leaseMs: 2_000 });
  expect(verdict.wrong).toEqual([]);
  // It must have happened, or nothing was shown.
  expect(verdict.resumed).toBeGreaterThan(0);
});
