import {
  type Account,
  accountId,
  type AgentEnv,
  agentEnv,
  type AgentKind,
  AGENTS,
  type Env,
  parseResetTime,
  parseShell,
  type ProfileLimits,
  type QuotaReading,
  type QuotaSnapshot,
  type QuotaWindow,
  type Shell,
} from '../src/index.ts';

declare const account: Account;
declare const base: Env;
declare const reading: QuotaReading;
declare const usedWindow: QuotaWindow;

export const env: Env = agentEnv(account, undefined, base).env;
// @ts-expect-error the billing is always said, if only as undefined: forgetting it would keep a key in silence
export const forgotten: AgentEnv = agentEnv(account, base);
// @ts-expect-error there are two ways to pay
export const other: AgentEnv = agentEnv(account, 'credits', base);

export const id: string = accountId('gemini', null);
// @ts-expect-error no such agent
export const stranger: string = accountId('aider', null);
// @ts-expect-error an unset config dir is null, never undefined
export const unset: Account = { agent: 'claude', configDir: undefined, id };

export const kinds: readonly AgentKind[] = ['claude', 'codex', 'gemini'];
// @ts-expect-error the table is shared by all packages and changed by none
AGENTS.claude.binaries.push('claude2');

// @ts-expect-error a shell that ccx does not know is null, and must be asked for
export const shell: Shell = parseShell('zsh');

// @ts-expect-error a reset that is not understood is null
export const reset: string = parseResetTime('3pm', { now: '', timeZone: 'UTC' });
// @ts-expect-error without the zone a wall clock says nothing
parseResetTime('3pm', { now: '' });
// @ts-expect-error an unknown length is left out
parseResetTime('3pm', { now: '', timeZone: 'UTC', windowMinutes: undefined });

export function windows(): number {
  // @ts-expect-error a failed reading has no snapshot
  const early: QuotaSnapshot = reading.snapshot;
  return reading.ok ? reading.snapshot.windows.length : reading.problem.code.length + early.windows.length;
}

// @ts-expect-error an unknown percentage is null and cannot be counted with as if it were zero
export const left: number = 100 - usedWindow.usedPercent;

export const limits: ProfileLimits = {
  priority: 0,
  suggestEnabled: true,
  rateLimitCooldownMs: 18_000_000,
  weeklyAnchor: 'rolling',
  reservePercent: 0,
  allowExtraUsage: false,
};
// @ts-expect-error absent means "does not apply"; undefined means nothing
export const blank: ProfileLimits = { ...limits, planTier: undefined };
// @ts-expect-error a tier that no plan has
export const tier: ProfileLimits = { ...limits, planTier: 'max10' };
