import { AGENT_KINDS, accountId, CcxError, type AgentKind, type Profile } from '@ccx/contracts';
import type { Binding, ProfileBook } from '../../src/profile-book.ts';

type ReadOnlyBook = Pick<ProfileBook, 'path' | 'list' | 'find' | 'get' | 'byAccount' | 'bindings'>;

export function profile(name: string, agent: AgentKind, configDir: string | null = `/homes/${name}`): Profile {
  return {
    name,
    agent,
    configDir,
    id: accountId(agent, configDir),
    label: null,
    color: null,
    createdAt: null,
    lastUsedAt: null,
    limits: {
      priority: 0,
      suggestEnabled: true,
      rateLimitCooldownMs: 18_000_000,
      weeklyAnchor: 'rolling',
      reservePercent: 0,
      allowExtraUsage: false,
    },
  };
}

/** A book of these profiles and of the default places, as `ProfileBook` describes it; it cannot be written to. */
export function memoryBook(profiles: readonly Profile[], bindings: readonly Binding[] = []): ReadOnlyBook {
  const defaults = AGENT_KINDS.filter((agent) => profiles.every(({ id }) => id !== accountId(agent, null)));
  const all = [...profiles, ...defaults.map((agent) => profile(agent, agent, null))];
  const find = (name: string): Profile | null =>
    all.find((one) => one.name === name || (one.configDir === null && one.agent === name)) ?? null;
  return {
    path: '/config/ccx/profiles.toml',
    list: () => Promise.resolve(all),
    find: (name) => Promise.resolve(find(name)),
    get: async (name) => {
      const found = find(name);
      if (found === null)
        throw new CcxError('profile_not_found', `No profile is named ${JSON.stringify(name)}.`, {
          hint: 'ccx profile list',
        });
      return found;
    },
    byAccount: (id) => Promise.resolve(all.find((one) => one.id === id) ?? null),
    bindings: () => Promise.resolve(bindings),
  };
}
