import { ccxPaths, type Account, type Env, type ProfileHealth, type Usability } from '@ccx/contracts';

/** What is known of logins, and the way to ask. */
export interface Who {
  /** The last that was learned, by a check or by a run; `null`: nothing. Asks nobody. */
  readonly kept: (accountId: string) => ProfileHealth | null;
  /** Asks the agent now who is logged in, without a turn, and keeps the answer. */
  readonly ask: (account: Account, signal?: AbortSignal) => Promise<Usability>;
  /** Drops what was learned: after a login it is about the one before. */
  readonly forget: (accountId: string) => void;
}

export async function composeWho(env: Env, home: string): Promise<Who> {
  const [{ keptUsability, openHealth }, { whoIs }] = await Promise.all([
    import('@ccx/profiles'),
    import('@ccx/runner'),
  ]);
  const health = openHealth({ dir: ccxPaths(env, home).state });
  const asking = keptUsability(
    {
      check: async (account, { signal } = {}) => {
        const options = { env, home, ...(signal !== undefined && { signal }) };
        return (await whoIs(account, options)).usability;
      },
    },
    health,
  );
  return {
    kept: (accountId) => health.profileHealth(accountId),
    ask: (account, signal) => asking.check(account, { maxAgeMs: 0, ...(signal !== undefined && { signal }) }),
    forget: (accountId) => health.clearHealth(accountId),
  };
}
