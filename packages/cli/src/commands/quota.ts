import { homedir } from 'node:os';
import { AGENT_KINDS, type Account, type AgentKind, type QuotaSourceId } from '@ccx/contracts';
import type { ProbeResult } from '@ccx/quota-probe';
import { ambientAccount } from '../compose/account.ts';
import { composeQuota } from '../compose/quota.ts';
import { composeUsability } from '../compose/usability.ts';
import { EXIT } from '../exit-codes.ts';
import { quotaRows } from '../quota-view/quota-rows.ts';
import { accountName } from '../render/account-name.ts';
import type { Terminal } from '../render/terminal.ts';
import { parseChoice } from './parse-values.ts';

export interface QuotaFlags {
  readonly agent?: string;
  readonly source?: string;
  readonly json?: boolean;
}

const SOURCES: readonly QuotaSourceId[] = ['control', 'print', 'rpc', 'log', 'pty'];

interface Asked extends ProbeResult {
  readonly account: Account;
}

/** `ccx quota`: what is left on each account. */
export async function quotaCommand(flags: QuotaFlags, terminal: Terminal): Promise<number> {
  const { env } = process;
  const source = flags.source === undefined ? undefined : parseChoice(flags.source, '--source', SOURCES);
  const ask = await composeQuota(env);
  const accounts = await accountsOf(flags);
  const asked = await Promise.all(
    accounts.map(async (account): Promise<Asked> => ({
      account,
      ...(await ask(account, source === undefined ? {} : { source })),
    })),
  );
  if (flags.json === true) {
    terminal.stdout.write(`${JSON.stringify({ schemaVersion: 1, accounts: asked })}\n`);
  } else {
    const rows = asked.map(({ account, reading }) => ({ name: accountName(account, terminal.home), reading }));
    terminal.stdout.write(`${quotaRows(rows, terminal, new Date().toISOString()).join('\n')}\n`);
  }
  return exitCodeOf(asked);
}

/** The default accounts of the agents that are installed; one that is named need not be. */
async function accountsOf({ agent }: QuotaFlags): Promise<readonly Account[]> {
  const { env } = process;
  if (agent !== undefined) return [await ambientAccount(parseChoice(agent, '--agent', AGENT_KINDS), env)];
  const usability = await composeUsability(env, homedir());
  const answers = await Promise.all(AGENT_KINDS.map((kind: AgentKind) => usability(kind)));
  return answers.flatMap(({ account, answer }) => (answer.installed ? [account] : []));
}

/** 75 where every account that has numbers is used up. */
function exitCodeOf(asked: readonly Asked[]): number {
  if (asked.length === 0) return EXIT.nothingToChoose;
  const known = asked.flatMap(({ reading }) => (reading.ok ? [reading.snapshot] : []));
  if (known.length === 0) return EXIT.failed;
  const used = known.every(({ windows }) =>
    windows.some(({ state, appliesTo, id }) => state === 'exhausted' && appliesTo === null && id !== 'extra'),
  );
  return used ? EXIT.limited : EXIT.done;
}
