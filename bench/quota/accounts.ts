import { accountId, type Account } from '../../packages/contracts/src/index.ts';

/** Twenty accounts of one person. */
export function manyAccounts(): readonly Account[] {
  return Array.from({ length: 20 }, (_, at): Account => {
    const configDir = `/home/ada/.claude-${at}`;
    return { agent: 'claude', configDir, id: accountId('claude', configDir) };
  });
}
