import { expect, test } from 'vitest';
import { isSameLogin, type LoginName } from '../src/account.ts';

const login = (accountUuid: string | null, email: string | null, organization: string | null = null): LoginName => ({
  accountUuid,
  email,
  organization,
});

test.for([
  ['the same id', login('1', 'ada@example.com'), login('1', 'ada@example.com', 'Acme'), true],
  ['the same id, one without an address', login('1', null), login('1', 'ada@example.com'), true],
  ['another id at the same address', login('1', 'ada@example.com'), login('2', 'ada@example.com'), false],
  ['two people in one workspace', login('1', 'ada@example.com'), login('1', 'bob@example.com'), false],
  [
    'the same address in the same organization',
    login(null, 'ada@example.com', 'Acme'),
    login('1', 'ada@example.com', 'Acme'),
    true,
  ],
  [
    'the same address in another organization',
    login(null, 'ada@example.com', 'Acme'),
    login(null, 'ada@example.com'),
    false,
  ],
  ['nobody known at all', login(null, null), login(null, null), false],
  ['the same organization alone', login(null, null, 'Acme'), login(null, null, 'Acme'), false],
] as const)('logins with %s', ([, one, other, same]) => {
  expect(isSameLogin(one, other)).toBe(same);
  expect(isSameLogin(other, one)).toBe(same);
});
