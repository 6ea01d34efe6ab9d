import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHealth } from '../../src/health/health-file.ts';
import { rememberedUsability } from '../../src/health/remembered-usability.ts';

let temp: TempHome;
beforeEach(async () => {
  temp = await createTempHome();
});
afterEach(() => temp.remove());

const WORK = { agent: 'claude', configDir: '/home/ada/.claude-work', id: 'claude:/home/ada/.claude-work' } as const;

test('what is remembered of a login is told however old it is, and nothing else is known', async () => {
  const store = openHealth({ dir: temp.home });
  const logins = rememberedUsability(store);
  expect(await logins.check(WORK)).toMatchObject({ auth: 'unknown', binary: null });
  const checkedAt = '2020-01-01T00:00:00.000Z';
  store.saveProfileHealth({ accountId: WORK.id, checkedAt, authStatus: 'expired', authDetail: 'It was refused.' });
  expect(await logins.check(WORK)).toMatchObject({ auth: 'expired', detail: 'It was refused.', checkedAt });
});
