import type { VendorLogin } from '@ccx/contracts';
import { expect, test } from 'vitest';
import { sharedWith, type Known } from '../../src/profile-view/same-account.ts';
import { aHealth, aLogin } from './a-profile.ts';

const known = (name: string, login?: Partial<VendorLogin>, agent = 'claude'): Known => ({
  name,
  agent,
  health: aHealth(login === undefined ? {} : { login: aLogin(login) }),
});

test.for([
  ['the same id and another address', { accountUuid: 'u1' }, { accountUuid: 'u1', email: 'b@example.com' }, false],
  ['other ids at one address', { accountUuid: 'u1' }, { accountUuid: 'u2' }, false],
  ['the same address in the same organization', {}, {}, true],
  ['the same address in another organization', {}, { organization: 'Acme' }, false],
  ['no address at all', { email: null }, { email: null }, false],
  ['one id only, and the same address', { accountUuid: 'u1' }, {}, true],
] as const)('%s', ([, one, other, same]) => {
  expect(sharedWith(known('a', one), [known('a', one), known('b', other)])).toEqual(same ? ['b'] : []);
  expect(sharedWith(known('b', other), [known('a', one), known('b', other)])).toEqual(same ? ['a'] : []);
});

test('one address at two vendors is two accounts', () => {
  expect(sharedWith(known('a', {}), [known('b', {}, 'codex')])).toEqual([]);
});

test('of an account whose login nobody told nothing is said', () => {
  expect(sharedWith(known('a'), [known('b')])).toEqual([]);
});
