import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  accountId,
  AGENTS,
  ccxPaths,
  type Account,
  type AgentKind,
  type Clock,
  type Env,
  type QuotaReading,
  type QuotaSourceId,
} from '@ccx/contracts';
import { problem } from './problem.ts';
import { SOURCES } from './sources.ts';
import { systemClock } from './system-clock.ts';

export interface ProbeQuotaOptions {
  /** Whose quota; else the default account of `agent`. */
  readonly account?: Account;
  /** @default the account's, else `claude` */
  readonly agent?: AgentKind;
  /** This source and no other; else all of the agent's, from cheap to dear, until one has numbers. */
  readonly source?: QuotaSourceId;
  /** Instead of the CLI on the PATH. */
  readonly command?: string;
  /** Come before all other arguments of `command`. */
  readonly args?: readonly string[];
  /** @default process.env */
  readonly env?: Env;
  /** The folder in which a CLI is started. @default an empty one of ccx's own */
  readonly cwd?: string;
  /** Also use what may start a new window of the plan. @default only when it is named as `source` */
  readonly mayOpenWindow?: boolean;
  /** For each source. @default 30_000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** What a source said. */
export interface SourceTry {
  readonly source: QuotaSourceId;
  readonly reading: QuotaReading;
}

/** The first reading with numbers, else the last without, and all that was tried on the way. */
export interface ProbeResult {
  readonly reading: QuotaReading;
  readonly tried: readonly SourceTry[];
}

/**
 * Asks an account's sources from cheap to dear until one has numbers.
 *
 * @throws the reason of `signal` when that is aborted
 *
 * @example
 * const { reading } = await probeQuota({ agent: 'claude' });
 * if (reading.ok) console.log(reading.snapshot.windows);
 */
export async function probeQuota({
  agent = 'claude',
  account = { agent, configDir: null, id: accountId(agent, null) },
  source,
  command,
  args = [],
  env = process.env,
  cwd,
  mayOpenWindow = false,
  timeoutMs,
  signal = new AbortController().signal,
  clock = systemClock,
}: ProbeQuotaOptions = {}): Promise<ProbeResult> {
  const folder = cwd ?? (await probeFolder(env));
  const tried: SourceTry[] = [];
  for (const make of SOURCES[account.agent]) {
    const one = make({
      folder,
      clock,
      ...(command !== undefined && { command: { file: command, args } }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
    if (source === undefined ? one.cost.mayOpenWindow && !mayOpenWindow : one.id !== source) continue;
    const reading = await one.read(account, { env, signal });
    tried.push({ source: one.id, reading });
    if (reading.ok) return { reading, tried };
  }
  const last = tried.at(-1)?.reading;
  const none = `${AGENTS[account.agent].title} has no source${source === undefined ? '' : ` "${source}"`}.`;
  return { reading: last ?? problem('unsupported', none, clock.now()), tried };
}

/** An empty folder: a CLI that is started in it finds no project, and what is trusted there is nothing. */
async function probeFolder(env: Env): Promise<string> {
  const folder = join(ccxPaths(env, env['HOME'] ?? homedir()).state, 'probe');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}
