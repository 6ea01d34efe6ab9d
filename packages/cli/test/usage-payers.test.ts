import type { Account, ProfileHealth } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { payersOf } from '../src/compose/payers.ts';

const [work, own, codex] = [
  { agent: 'claude', configDir: '/work', id: 'claude:/work' },
  { agent: 'claude', configDir: null, id: 'claude:default' },
  { agent: 'codex', configDir: null, id: 'codex:default' },
] as const satisfies readonly Account[];

/** What is known of logins, by account. */
function kept(organizations: Readonly<Record<string, string>>): (accountId: string) => ProfileHealth | null {
  const login = { accountUuid: null, email: null, organization: null, plan: null, configDir: null };
  return (accountId) => {
    const organizationId = organizations[accountId];
    const health = { accountId, checkedAt: '2026-11-21T00:00:00.000Z', authStatus: 'ok', authDetail: '' } as const;
    return { ...health, login: { ...login, ...(organizationId !== undefined && { organizationId }) } };
  };
}

describe('whose login an organization pays for', () => {
  test('is asked by nobody where no login is known', () => {
    expect(payersOf([work, own], () => null)).toBeNull();
    expect(payersOf([work, own], kept({}))).toBeNull();
  });

  test('is that of the folder where it is its own, else the only other one of the agent', () => {
    const payer = payersOf([work, own, codex], kept({ [work.id]: 'w', [own.id]: 'o', [codex.id]: 'c' }));
    expect(payer?.('w', work)).toBe(work);
    expect(payer?.('o', work)).toBe(own);
    expect(payer?.('c', work)).toBe(work);
    expect(payer?.('nobody', work)).toBe(work);
  });

  test('is not guessed among colleagues of one organization', () => {
    const colleague = { ...own, configDir: '/colleague', id: 'claude:/colleague' };
    const known = kept({ [own.id]: 'team', [colleague.id]: 'team' });
    const payer = payersOf([work, own, colleague], known);
    expect(payer?.('team', work)).toBe(work);
    expect(payer?.('team', colleague)).toBe(colleague);
  });
});
