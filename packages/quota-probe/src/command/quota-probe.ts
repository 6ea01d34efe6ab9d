import { homedir } from 'node:os';
import { AGENT_KINDS, AGENTS, CcxError, ccxPaths, type Account, type Env } from '@ccx/contracts';
import { createQuotaCache } from '../cache/quota-cache.ts';
import type { ProbeResult } from '../probe-quota.ts';
import { probeQuotas } from '../probe-quotas.ts';
import { findCli } from '../process/find-cli.ts';
import { roomOf } from '../room.ts';
import { ambientAccount } from './ambient-account.ts';
import { HELP, parseCommand } from './parse-command.ts';
import { quotaTable } from './quota-table.ts';

/** What the program says and how it ends. */
export interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As those of `ccx`. */
const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  agentUnusable: 4,
  limited: 75,
  interrupted: 130,
} as const;
/** The agent cannot be asked before a person does something about it. */
const UNUSABLE: ReadonlySet<string> = new Set(['cli-missing', 'not-logged-in', 'auth-expired']);

/** The program `quota-probe`: what is left on the default accounts of the agents that are installed. */
export async function quotaProbe(
  argv: readonly string[],
  { env, signal }: { readonly env: Env; readonly signal: AbortSignal },
): Promise<Said> {
  const command = parseCommand(argv);
  if (command.is === 'help') return said(EXIT.done, HELP);
  if (command.is === 'wrong') return said(EXIT.usage, '', `${command.why}\n  quota-probe --help\n`);
  try {
    const accounts = await accountsOf(command.agents, env);
    if (accounts.length === 0) {
      const titles = AGENT_KINDS.map((agent) => AGENTS[agent].title).join(', ');
      return said(EXIT.agentUnusable, '', `None of these is installed: ${titles}.\n`);
    }
    const cache = createQuotaCache({ dir: ccxPaths(env, env['HOME'] ?? homedir()).quota });
    const { source, refresh, json } = command;
    const results = await probeQuotas(accounts, {
      env,
      signal,
      cache,
      ...(source !== null && { source }),
      ...(refresh && { maxAgeMs: 0, urgency: 'person' }),
    });
    const told = results.map((result, at) => ({ account: accounts[at], ...result }));
    if (json) return said(exitCodeOf(results), `${JSON.stringify({ schemaVersion: 1, accounts: told })}\n`);
    return said(exitCodeOf(results), `${quotaTable(results, new Date().toISOString()).join('\n')}\n`);
  } catch (error) {
    if (signal.aborted) return said(EXIT.interrupted, '');
    if (!CcxError.is(error)) throw error;
    const hint = error.hint === null ? '' : `  ${error.hint}\n`;
    const exitCode =
      error.code === 'invalid_config' || error.code === 'platform_unsupported' ? EXIT.usage : EXIT.failed;
    return said(exitCode, '', `${error.message}\n${hint}  [${error.code}]\n`);
  }
}

async function accountsOf(agents: readonly Account['agent'][], env: Env): Promise<readonly Account[]> {
  const named = agents.length > 0 ? agents : AGENT_KINDS;
  const found = await Promise.all(
    named.map(async (agent) =>
      agents.length > 0 || (await findCli(agent, env)) !== null ? ambientAccount(agent, env) : null,
    ),
  );
  return found.filter((account) => account !== null);
}

function said(exitCode: number, stdout: string, stderr = ''): Said {
  return { exitCode, stdout, stderr };
}

/** 75 where every account is used up; where none has an answer, what kept it from answering. */
function exitCodeOf(results: readonly ProbeResult[]): number {
  const now = new Date().toISOString();
  if (results.every(({ state }) => roomOf(state.good, { now }).exhausted)) return EXIT.limited;
  const codes = results.map(({ reading }) => (reading.ok ? 'ok' : reading.problem.code));
  if (codes.some((code) => code === 'ok' || code === 'not-a-subscription')) return EXIT.done;
  return codes.every((code) => UNUSABLE.has(code)) ? EXIT.agentUnusable : EXIT.failed;
}
