import type { Candidate, Env, FleetEnricher, RunNeed } from '@ccx/contracts';
import type { ProfileBook } from '@ccx/profiles';

/** How much room is left on the account of each member, by what is remembered; nobody is asked. */
export function accountRoom(book: ProfileBook, env: Env, home: string): FleetEnricher {
  return {
    async enrich(members) {
      const { composeRouter } = await import('./router.ts');
      const accounts = members.flatMap(({ account }) => account ?? []);
      const profiles = (await book.list()).filter(({ id }) => accounts.some((account) => account.id === id));
      if (profiles.length === 0) return new Map();
      const router = await composeRouter({ env, home, book, profiles, logins: null, ask: false });
      const need: RunNeed = {
        agents: [...new Set(profiles.map(({ agent }) => agent))],
        only: profiles.map(({ id }) => id),
        pinned: true,
        model: null,
        attended: true,
      };
      const { candidates } = await router.look(need);
      const byAccount = new Map(candidates.map((one): [string, Candidate] => [one.target.account.id, one]));
      return new Map(
        members.map(({ process: { pid }, account }) => [pid, { headroom: byAccount.get(account?.id ?? '') ?? null }]),
      );
    },
  };
}
