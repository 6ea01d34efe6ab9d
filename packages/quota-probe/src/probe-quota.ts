import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  accountId,
  ccxPaths,
  DEFAULT_QUOTA_STALE_MS,
  type Account,
  type AgentKind,
  type Clock,
  type Env,
  type QuotaSource,
  type QuotaSourceId,
} from '@ccx/contracts';
import type { FileQuotaCache } from './cache/quota-cache.ts';
import { askLadder, type ProbeResult } from './ladder/ask-ladder.ts';
import type { Urgency } from './ladder/budget.ts';
import type { SourceTry } from './ladder/climb.ts';
import { PROBE_TIMEOUT_MS } from './source-options.ts';
import { DIAGNOSTIC_SOURCES, SOURCES } from './sources.ts';
import { systemClock } from './system-clock.ts';

export type { ProbeResult, SourceTry, Urgency };

export interface ProbeQuotaOptions {
  /** Whose quota; else the default account of `agent`. */
  readonly account?: Account;
  /** @default the account's, else `claude` */
  readonly agent?: AgentKind;
  /** This source and no other; else all of the agent's, from cheap to dear, until the numbers are young enough. */
  readonly source?: QuotaSourceId;
  /** Instead of the CLI on the PATH. */
  readonly command?: string;
  /** Come before all other arguments of `command`. */
  readonly args?: readonly string[];
  /** @default process.env */
  readonly env?: Env;
  /** The folder in which a CLI is started. @default an empty one of ccx's own */
  readonly cwd?: string;
  /** Also use what may start a new window of the plan. @default only where the CLI has no other source, or it is named */
  readonly mayOpenWindow?: boolean;
  /** For each source. @default 30_000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /**
   * Where numbers are remembered. With it they are shared with other processes: one of them asks at a time, and the
   * usage endpoint is not asked too often. Without it every call asks.
   */
  readonly cache?: FileQuotaCache;
  /** Numbers no older than this are taken from the cache; 0 always asks. @default 15 minutes */
  readonly maxAgeMs?: number;
  /**
   * How often the usage endpoint of an account is asked: `normal` every 3 minutes, `background` every 15, `person` at
   * once. Nobody asks it for 5 to 60 minutes after it has refused. @default normal
   */
  readonly urgency?: Urgency;
  /** A folder for a recording of the screen; for the source `pty`. */
  readonly recordTo?: string;
}

/**
 * What is left on an account: from the cache where that is young enough, else from its sources, from cheap to dear.
 *
 * @throws the reason of `signal` when that is aborted
 *
 * @example
 * const { reading } = await probeQuota({ agent: 'claude' });
 * if (reading.ok) console.log(reading.snapshot.windows);
 */
export async function probeQuota(options: ProbeQuotaOptions = {}): Promise<ProbeResult> {
  const { agent = 'claude', source, maxAgeMs = DEFAULT_QUOTA_STALE_MS, timeoutMs = PROBE_TIMEOUT_MS } = options;
  const { clock = systemClock, signal = new AbortController().signal, env = process.env, urgency = 'normal' } = options;
  const account = options.account ?? { agent, configDir: null, id: accountId(agent, null) };
  const wanted = { maxAgeMs, source, since: clock.now() };
  const sources = await sourcesOf(account, { ...options, env, clock });
  return askLadder({
    account,
    sources,
    wanted,
    urgency,
    timeoutMs,
    env,
    signal,
    clock,
    cache: options.cache,
    mayOpenWindow: options.mayOpenWindow,
  });
}

/** The agent's sources, or the one that is named. */
async function sourcesOf(
  account: Account,
  { source, cwd, env, clock, command, args = [], timeoutMs, recordTo }: ProbeQuotaOptions & { env: Env; clock: Clock },
): Promise<readonly QuotaSource[]> {
  const folder = cwd ?? (await probeFolder(env));
  return [...SOURCES[account.agent], ...(source === undefined ? [] : DIAGNOSTIC_SOURCES[account.agent])]
    .map((make) =>
      make({
        folder,
        clock,
        ...(command !== undefined && { command: { file: command, args } }),
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(recordTo !== undefined && { recordTo }),
      }),
    )
    .filter(({ id }) => source === undefined || id === source);
}

/** An empty folder: a CLI that is started in it finds no project, and what is trusted there is nothing. */
async function probeFolder(env: Env): Promise<string> {
  const folder = join(ccxPaths(env, env['HOME'] ?? homedir()).state, 'probe');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}
