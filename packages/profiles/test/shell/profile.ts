import { accountId, type AgentKind, type Profile } from '@ccx/contracts';

export function profile(name: string, agent: AgentKind, configDir: string | null): Profile {
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
