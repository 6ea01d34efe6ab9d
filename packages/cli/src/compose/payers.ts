import type { Account, ProfileHealth } from '@ccx/contracts';

/**
 * Finds the account whose login an organization pays for: the one in whose folder it was named where that is its own,
 * else the only other one of the agent. `null` where no login is known, so that nobody has to look.
 *
 * @param kept what was learned about an account's login
 */
export function payersOf(
  accounts: readonly Account[],
  kept: (accountId: string) => ProfileHealth | null,
): ((organizationId: string, account: Account) => Account) | null {
  const known = accounts.flatMap((account) => {
    const organization = kept(account.id)?.login?.organizationId;
    return organization === undefined ? [] : [{ account, organization }];
  });
  if (known.length === 0) return null;
  return (organizationId, account) => {
    const payers = known.filter(({ organization, account: { agent } }) => {
      return organization === organizationId && agent === account.agent;
    });
    // Colleagues of one organization, or two logins of one account: the folder tells more than a guess.
    const [only, ...others] = payers.some((one) => one.account.id === account.id) ? [] : payers;
    return only !== undefined && others.length === 0 ? only.account : account;
  };
}
