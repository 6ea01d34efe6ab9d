import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  accountId,
  agentEnv,
  ccxPaths,
  MODEL_FRESH_MS,
  type Account,
  type AgentKind,
  type Clock,
  type Env,
  type Instant,
  type ModelDiscovery,
  type QuotaProblem,
} from '@ccx/contracts';
import { writeWhole } from '../cache/whole-file.ts';
import { askClaudeModels } from '../claude/models.ts';
import { askCodexModels } from '../codex/models.ts';
import { askGeminiModels } from '../gemini/models.ts';
import { cliMissing, findCli, type Command } from '../process/find-cli.ts';
import { systemClock } from '../system-clock.ts';
import { cliVersion } from './cli-version.ts';
import { defaultModels } from './default-models.ts';
import type { AskModels } from './found-models.ts';
import { formatModels, modelsFile, parseModels } from './stored-models.ts';

export interface DiscoverModelsOptions {
  /** Whose models: what is offered depends on the login. @default the default account of the agent */
  readonly account?: Account;
  /** Instead of the CLI on the PATH. */
  readonly command?: string;
  /** Come before all other arguments of `command`. */
  readonly args?: readonly string[];
  /** @default process.env */
  readonly env?: Env;
  /** The folder in which the CLI is started. @default an empty one of ccx's own */
  readonly cwd?: string;
  /** Where lists are remembered. @default beside the quotas, `ccxPaths(env, home).quota` */
  readonly dir?: string;
  /** A remembered list is taken while it is younger, in milliseconds; 0 always asks. @default MODEL_FRESH_MS, 24 hours */
  readonly maxAgeMs?: number;
  /** Where Claude Code tells no list also look at its screen, whose start may open a window of the plan. @default false */
  readonly mayOpenWindow?: boolean;
  /** For each question to the CLI, in milliseconds. @default 15_000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** A list, and why it is not a new one. */
export interface DiscoveredModels {
  readonly discovery: ModelDiscovery;
  /** Why the CLI gave no list just now; `null` where it did, or did not have to. The list is then the last one. */
  readonly problem: QuotaProblem | null;
}

/** One folder per agent, one line here. */
const ASK: Readonly<Record<AgentKind, AskModels>> = {
  claude: askClaudeModels,
  codex: askCodexModels,
  gemini: askGeminiModels,
};
/** A list comes within seconds, also on a busy machine; nobody waits longer for it. */
const LONGEST_MS = 15_000;
/** As for quotas: a later time was written by a clock that was wrong. */
const AHEAD_AT_MOST_MS = 5 * 60_000;

/**
 * The models that an agent's CLI offers to an account, asked of the CLI itself without a turn. A list is remembered for
 * a day, per account, and until the CLI has another version. Where the CLI cannot be asked it is the last list that is
 * known, and only where there never was one ccx's own, dated, with `source: 'default'`.
 *
 * @throws the reason of `signal` when that is aborted
 *
 * @example
 * const { discovery } = await discoverModels('claude');
 * resolveModelAlias('opus', discovery);
 */
export async function discoverModels(
  agent: AgentKind,
  {
    account = { agent, configDir: null, id: accountId(agent, null) },
    command,
    args = [],
    env = process.env,
    cwd,
    dir,
    maxAgeMs = MODEL_FRESH_MS,
    mayOpenWindow = false,
    timeoutMs = LONGEST_MS,
    signal = new AbortController().signal,
    clock = systemClock,
  }: DiscoverModelsOptions = {},
): Promise<DiscoveredModels> {
  const paths = ccxPaths(env, env['HOME'] ?? homedir());
  const file = modelsFile(dir ?? paths.quota, account);
  const known = parseModels(await readFile(file, 'utf8').catch(() => ''), account);
  const last = known ?? defaultModels(agent);
  const cli: Command | null = command === undefined ? await findCli(agent, env) : { file: command, args };
  if (cli === null) return { discovery: last, problem: problemOf(cliMissing(agent, clock.now())) };
  const folder = cwd ?? join(paths.state, 'probe');
  if (cwd === undefined) await mkdir(folder, { recursive: true, mode: 0o700 });
  const question = {
    account,
    cli,
    // Whichever login decides is the one whose models are meant, so that keys stay. Nothing updates itself meanwhile.
    env: { ...agentEnv(account, undefined, env).env, DISABLE_AUTOUPDATER: '1' },
    folder,
    own: cwd === undefined,
    mayOpenWindow,
    clock,
    timeoutMs,
    signal,
  };
  const version = await cliVersion(question);
  if (known !== null && isYoung(known, clock.now(), maxAgeMs) && isOf(known, version)) {
    return { discovery: known, problem: null };
  }
  const answer = await ASK[agent](question);
  if (!answer.ok) return { discovery: last, problem: answer.problem };
  const discovery = {
    agent,
    ...answer.found,
    cliVersion: version ?? answer.found.cliVersion,
    capturedAt: clock.now(),
  };
  // A list that cannot be kept is asked for again the next time.
  await writeWhole(file, formatModels(account, discovery)).catch(() => {});
  return { discovery, problem: null };
}

function isYoung({ capturedAt }: ModelDiscovery, now: Instant, maxAgeMs: number): boolean {
  const ageMs = Date.parse(now) - Date.parse(capturedAt);
  return ageMs < maxAgeMs && ageMs >= -AHEAD_AT_MOST_MS;
}

/** A CLI that does not tell its version is taken for the one that was asked. */
function isOf(known: ModelDiscovery, version: string | null): boolean {
  return version === null || known.cliVersion === version;
}

function problemOf(reading: ReturnType<typeof cliMissing>): QuotaProblem | null {
  return reading.ok ? null : reading.problem;
}
