import { homedir } from 'node:os';
import type { Account, Usability, VendorLogin } from '@ccx/contracts';
import { lookAtAccount } from './look-at-account.ts';
import { systemClock } from './system-clock.ts';
import type { UsabilityCheckOptions } from './usability.ts';

export interface WhoIsOptions extends Omit<UsabilityCheckOptions, 'maxAgeMs'> {
  readonly signal?: AbortSignal;
}

/** Whose login an account has, beside what a usability check says of it. */
export interface WhoIs {
  readonly usability: Usability;
  /** `null` where nobody is logged in, a key is used, or the agent names nobody. */
  readonly login: VendorLogin | null;
}

/**
 * Asks an agent whose login an account has, as deep as it goes without a turn. Claude Code and Gemini CLI say it at once,
 * as in {@link createUsabilityCheck}; for Codex its app-server is started, which makes one request of its vendor and
 * writes files into the config dir. No credential file is opened.
 *
 * @param options `timeoutMs` holds for each question. Default 10 000
 */
export async function whoIs(
  account: Account,
  {
    binaries = {},
    env = process.env,
    home = env['HOME'] ?? homedir(),
    clock = systemClock,
    timeoutMs = 10_000,
    signal,
  }: WhoIsOptions = {},
): Promise<WhoIs> {
  const usability = await lookAtAccount(account, {
    binaries,
    env,
    home,
    timeoutMs,
    now: () => clock.now(),
    names: true,
    ...(signal !== undefined && { signal }),
  });
  return { usability, login: usability.login ?? null };
}
