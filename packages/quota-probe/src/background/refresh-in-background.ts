import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ccxPaths, type Account, type Env } from '@ccx/contracts';
import { createQuotaCache } from '../cache/quota-cache.ts';
import { isFresh } from '../freshness.ts';
import { forbidden, recentProblem } from '../ladder/budget.ts';
import { readBudget } from '../ladder/budget-file.ts';
import type { BackgroundProbe, Refresh } from './refresh.ts';

export interface RefreshInBackgroundOptions {
  /** Where the cache lies. @default as `ccxPaths(env, home).quota` */
  readonly dir?: string;
  /** How to ask. */
  readonly probe?: BackgroundProbe;
  /** @default process.env */
  readonly env?: Env;
}

/**
 * Starts a process that brings the cache up to date and goes on when this one ends. Nothing is started where the
 * numbers are young, where the account was asked in the last 15 minutes, or while its usage endpoint cools down; of
 * several that are started one asks. Resolves, within milliseconds, to whether one was started.
 */
export async function refreshInBackground(
  account: Account,
  {
    env = process.env,
    dir = ccxPaths(env, env['HOME'] ?? homedir()).quota,
    probe = {},
  }: RefreshInBackgroundOptions = {},
): Promise<boolean> {
  const cache = createQuotaCache({ dir });
  const now = new Date().toISOString();
  const { good, problem } = await cache.read(account);
  if (isFresh(good, { now })) return false;
  if (recentProblem(problem, 'background', now) !== null) return false;
  if (forbidden(await readBudget(cache.path(account)), 'background', now) !== null) return false;
  const refresh: Refresh = { account, dir, probe };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...program(), JSON.stringify(refresh)], {
      detached: true,
      cwd: '/',
      env: { ...env },
      stdio: 'ignore',
    });
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
    child.unref();
  });
}

/** Unbuilt, Node strips the types itself and finds the sources of other packages by their condition. */
function program(): readonly string[] {
  const unbuilt = import.meta.url.endsWith('.ts');
  const main = fileURLToPath(new URL(unbuilt ? '../background-main.ts' : './background-main.js', import.meta.url));
  return [...(unbuilt ? ['--conditions=@ccx/source'] : []), main];
}
