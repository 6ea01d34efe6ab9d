import { agentEnv, hasApiKey, type Account, type Env } from '@ccx/contracts';

/** The environment in which a CLI is asked about its quota. */
export interface ProbeEnv {
  readonly env: Env;
  /** A key was set, which would have hidden the subscription. */
  readonly hadKey: boolean;
}

/**
 * Without the account's API keys, because a key hides the subscription whose quota is asked for, and without the switch
 * that also turns off the request for it. No CLI updates itself because somebody asked how much is left.
 */
export function probeEnv(account: Account, base: Env): ProbeEnv {
  const { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: _hides, ...env } = agentEnv(account, 'subscription', base).env;
  return { env: { ...env, DISABLE_AUTOUPDATER: '1' }, hadKey: hasApiKey(account.agent, base) };
}
