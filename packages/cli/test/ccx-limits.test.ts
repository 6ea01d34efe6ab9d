import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCcxPlace, type CcxPlace } from './ccx-process.ts';

let place: CcxPlace;
beforeEach(async () => {
  place = await createCcxPlace();
});
afterEach(async () => place.remove());

describe('what a run says about limits', () => {
  test('is what ccx quota knows afterwards, without asking anybody', async () => {
    const limited = await place.run(['run', 'x'], {
      scenario: { steps: [{ limit: { window: 'five_hour', verdict: 'rejected', resetsIn: '2h' } }] },
    });
    expect(limited.code).toBe(75);
    const { code, stdout } = await place.run(['quota', 'claude', '--json'], { env: { PATH: '/nowhere' } });
    expect(code).toBe(75);
    expect(JSON.parse(stdout)).toMatchObject({
      accounts: [
        {
          account: { id: 'claude:default' },
          reading: { ok: true, snapshot: { windows: [{ id: 'session', state: 'exhausted', source: 'run' }] } },
        },
      ],
    });
  });

  test('leaves no cache where there was nothing', async () => {
    expect(await place.run(['run', 'x'], { scenario: { steps: [{ text: 'Hi.' }], login: 'api-key' } })).toMatchObject({
      code: 0,
    });
    expect(await readdir(join(place.home, 'ccx'))).not.toContain('quota');
  });
});
