import { accountId, type AgentKind, type ProfileHealth, type ProfileLimits, type VendorLogin } from '@ccx/contracts';
import type { ProfileEntry } from '../../src/profile-view/profile-entry.ts';

export const NOW = '2026-11-21T01:23:00.000Z';

const LIMITS: ProfileLimits = {
  priority: 0,
  suggestEnabled: true,
  rateLimitCooldownMs: 5 * 3_600_000,
  weeklyAnchor: 'rolling',
  reservePercent: 0,
  allowExtraUsage: false,
};

/** An entry as the registry would give it: registered, of Claude Code, nothing set. */
export function aProfile(
  name: string,
  facts: Partial<Omit<ProfileEntry, 'limits'>> & { readonly limits?: Partial<ProfileLimits> } = {},
): ProfileEntry {
  const agent: AgentKind = facts.agent ?? 'claude';
  const configDir = facts.configDir === undefined ? `/home/ada/.${agent}-${name}` : facts.configDir;
  return {
    name,
    id: accountId(agent, configDir),
    label: null,
    color: null,
    createdAt: '2026-11-01T00:00:00.000Z',
    lastUsedAt: null,
    registered: true,
    active: false,
    health: null,
    sharedWith: [],
    ...facts,
    agent,
    configDir,
    limits: { ...LIMITS, ...facts.limits },
  };
}

export function aHealth(facts: Partial<ProfileHealth> = {}): ProfileHealth {
  return { accountId: 'claude:default', checkedAt: NOW, authStatus: 'ok', authDetail: '', ...facts };
}

export function aLogin(facts: Partial<VendorLogin> = {}): VendorLogin {
  return { accountUuid: null, email: 'ada@example.com', organization: 'Ada', plan: 'max', configDir: null, ...facts };
}
