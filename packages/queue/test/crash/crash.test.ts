import { createTempHome } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { crash } from './crash.ts';

test('whichever worker is killed or stopped, every item is done once and goes on in its session', async () => {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const verdict = await crash({ dir: temp.home, workers: 3, kills: 6, freezes: 2, leaseMs: 500 });
  expect(verdict.wrong).toEqual([]);
  // Both must have happened, or nothing was shown.
  expect(verdict.stalls).toBeGreaterThan(0);
  expect(verdict.refused).toBeGreaterThan(0);
});
