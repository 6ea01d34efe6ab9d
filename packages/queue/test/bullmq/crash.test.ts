import { createTempHome } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { crash } from '../crash/crash.ts';
import { SERVERS } from './servers.ts';

for (const [name, withServer] of SERVERS) {
  withServer(`workers on ${name}`, (server) => {
    test('whichever is killed or stopped, every item is done once and goes on in its session', async () => {
      const temp = await createTempHome();
      onTestFinished(() => temp.remove());
      const place = { connection: server().url, prefix: await server().prefix() };
      const verdict = await crash({ dir: temp.home, place, workers: 3, kills: 4, freezes: 1, leaseMs: 700 });
      expect(verdict.wrong).toEqual([]);
      // Both must have happened, or nothing was shown.
      expect(verdict.stalls).toBeGreaterThan(0);
      expect(verdict.refused).toBeGreaterThan(0);
    });
  });
}
