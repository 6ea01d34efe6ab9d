import { AGENT_KINDS } from '@ccx/contracts';
import { namedAccounts, type NamedAccount } from '../compose/accounts.ts';
import { composeModels } from '../compose/models.ts';
import { modelRows, type ModelEntry } from '../models-view/model-rows.ts';
import { calledName } from '../render/account-name.ts';
import type { Terminal } from '../render/terminal.ts';
import { startLiveLine } from '../run-view/live-line.ts';
import { EXIT } from '../exit-codes.ts';
import { abortOnSignal } from './abort-on-signal.ts';
import { parseChoice } from './parse-values.ts';

export interface ModelsFlags {
  readonly agent?: string;
  readonly refresh?: boolean;
  readonly json?: boolean;
}

/** `ccx models`: what each agent takes for `--model` and `--effort`. */
export async function modelsCommand(flags: ModelsFlags, terminal: Terminal): Promise<number> {
  const agent = flags.agent === undefined ? undefined : parseChoice(flags.agent, '--agent', AGENT_KINDS);
  const accounts = await namedAccounts([], process.env, agent);
  const aborting = abortOnSignal();
  try {
    const entries = await askAll(accounts, flags.refresh === true, terminal, aborting.signal);
    const text =
      flags.json === true
        ? JSON.stringify({ schemaVersion: 1, agents: entries })
        : modelRows(entries, terminal, new Date().toISOString()).join('\n');
    terminal.stdout.write(`${text}\n`);
    return EXIT.done;
  } catch (error) {
    const code = aborting.exitCode();
    if (code === null) throw error;
    return code;
  } finally {
    aborting.stop();
  }
}

async function askAll(
  accounts: readonly NamedAccount[],
  refresh: boolean,
  { stderr, symbols, home }: Terminal,
  signal: AbortSignal,
): Promise<readonly ModelEntry[]> {
  const ask = await composeModels(process.env);
  const asking = new Set(accounts.map((one) => calledName(one, home)));
  const line = startLiveLine(stderr, symbols.ellipsis, () =>
    stderr.colors.dim(` ${symbols.waiting} asking ${[...asking].join(', ')}`),
  );
  try {
    return await Promise.all(
      accounts.map(async (one) => {
        const name = calledName(one, home);
        const { account } = one;
        const { discovery, problem } = await ask(account, { signal, ...(refresh && { maxAgeMs: 0 }) });
        asking.delete(name);
        return { name, accountId: account.id, ...discovery, problem };
      }),
    );
  } finally {
    line.stop();
  }
}
