import {
  accountId,
  type AgentKind,
  type FailureClass,
  type Instant,
  type LimitSignal,
  type Profile,
  type ProfileLimits,
  type QuotaSnapshot,
  type QuotaState,
  type QuotaWindow,
  type RunNeed,
} from '@ccx/contracts';
import type { PastAttempt, RankInput } from '../src/index.ts';

export const NOW: Instant = '2026-11-21T12:00:00.000Z';
const NOW_MS = Date.parse(NOW);
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** So many milliseconds from now; before it, where negative. */
export function at(ms: number): Instant {
  return new Date(NOW_MS + ms).toISOString();
}

/** A profile of which a test says only what matters to it. */
export function aProfile(
  name: string,
  {
    agent = 'claude',
    limits = {},
    lastUsedAt = null,
  }: {
    readonly agent?: AgentKind;
    readonly limits?: Partial<ProfileLimits>;
    readonly lastUsedAt?: Instant | null;
  } = {},
): Profile {
  const configDir = `/home/ada/.${agent}-${name}`;
  return {
    agent,
    configDir,
    id: accountId(agent, configDir),
    name,
    label: null,
    color: null,
    createdAt: null,
    lastUsedAt,
    limits: {
      priority: 0,
      suggestEnabled: true,
      rateLimitCooldownMs: 5 * HOUR,
      weeklyAnchor: 'rolling',
      reservePercent: 0,
      allowExtraUsage: false,
      ...limits,
    },
  };
}

/** A session window, read just now, that resets in two hours. */
function aWindow(facts: Partial<QuotaWindow> = {}): QuotaWindow {
  return {
    id: 'session',
    label: 'Current session',
    appliesTo: null,
    usedPercent: null,
    bound: 'exact',
    amount: null,
    resetsAt: at(2 * HOUR),
    resetRaw: null,
    windowMinutes: 300,
    state: 'ok',
    source: 'control',
    capturedAt: NOW,
    ...facts,
  };
}

export const session = (usedPercent: number | null, facts: Partial<QuotaWindow> = {}): QuotaWindow =>
  aWindow({ usedPercent, ...facts });
export const week = (usedPercent: number | null, facts: Partial<QuotaWindow> = {}): QuotaWindow =>
  aWindow({ id: 'weekly', usedPercent, windowMinutes: 7 * 24 * 60, resetsAt: at(3 * DAY), ...facts });
export const weekOf = (model: string, usedPercent: number, facts: Partial<QuotaWindow> = {}): QuotaWindow =>
  week(usedPercent, { id: `weekly:${model}`, appliesTo: model, ...facts });
export const extra = (facts: Partial<QuotaWindow> = {}): QuotaWindow =>
  aWindow({ id: 'extra', resetsAt: null, windowMinutes: null, ...facts });

export function aSnapshot(profile: Profile, windows: readonly QuotaWindow[]): QuotaSnapshot {
  const { agent, configDir, id } = profile;
  return { schemaVersion: 1, account: { agent, configDir, id }, cliVersion: null, windows, plan: null, login: null };
}

export function aState(
  profile: Profile,
  windows: readonly QuotaWindow[],
  samples: QuotaState['samples'] = [],
): QuotaState {
  const { account } = aSnapshot(profile, windows);
  return { account, good: windows.length === 0 ? null : aSnapshot(profile, windows), problem: null, samples };
}

/** An account with these windows and a good login. */
export function anInput(
  profile: Profile | string,
  windows: readonly QuotaWindow[] = [],
  known: Partial<RankInput> = {},
): RankInput {
  const whose = typeof profile === 'string' ? aProfile(profile) : profile;
  return {
    profile: whose,
    quota: aState(whose, windows),
    login: { auth: 'ok', checkedAt: at(-MINUTE) },
    usage: null,
    turns: null,
    attempts: [],
    running: 0,
    sharedWith: [],
    ...known,
  };
}

export function aNeed(need: Partial<RunNeed> = {}): RunNeed {
  return { agents: ['claude'], only: [], pinned: false, model: null, attended: true, ...need };
}

/** A need in which a person named this account. */
export function byName({ id, agent }: Profile): RunNeed {
  return aNeed({ agents: [agent], only: [id], pinned: true });
}

export function failed(
  kind: FailureClass,
  when: Instant,
  limit: Partial<LimitSignal> | null = null,
  model: string | null = null,
): PastAttempt {
  return {
    at: when,
    model,
    failure: {
      class: kind,
      limit: limit === null ? null : { windowId: null, appliesTo: null, resetsAt: null, ...limit },
    },
  };
}

export const succeeded = (when: Instant, model: string | null = null): PastAttempt => ({
  at: when,
  model,
  failure: null,
});
