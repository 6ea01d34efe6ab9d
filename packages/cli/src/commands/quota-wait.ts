import { CcxError, DEFAULT_QUOTA_STALE_MS } from '@ccx/contracts';
import { waitForRoom, type RoomWait } from '@ccx/quota-probe';
import { namedAccounts } from '../compose/accounts.ts';
import { composeQuota } from '../compose/quota.ts';
import { EXIT } from '../exit-codes.ts';
import { entryOf } from '../quota-view/quota-entry.ts';
import { accountName } from '../render/account-name.ts';
import { clockTime } from '../render/clock-time.ts';
import { duration } from '../render/duration.ts';
import { printableLine } from '../render/printable.ts';
import type { Terminal } from '../render/terminal.ts';
import { startLiveLine } from '../run-view/live-line.ts';
import { abortOnSignal } from './abort-on-signal.ts';

export interface WaitFlags {
  readonly any?: boolean;
  readonly until?: string;
  readonly json?: boolean;
}

/** `ccx quota wait`: ends with 0 when there is room. */
export async function quotaWaitCommand(
  name: string | undefined,
  { any = false, until, json = false }: WaitFlags,
  terminal: Terminal,
): Promise<number> {
  if (name !== undefined && any) {
    throw new CcxError('invalid_argument', 'Either one account is waited for or any of them.', {
      hint: `ccx quota wait ${name}`,
    });
  }
  const percent = until === undefined ? null : parsePercent(until);
  const accounts = await namedAccounts(name === undefined ? [] : [name], process.env);
  const [only] = accounts;
  if (name === undefined && !any && accounts.length > 1) {
    const names = accounts.map((account) => accountName(account, terminal.home));
    throw new CcxError('invalid_argument', `There are several accounts: ${names.join(', ')}.`, {
      hint: `ccx quota wait ${only?.agent ?? 'claude'}, or ccx quota wait --any`,
    });
  }
  const quota = await composeQuota(process.env);
  const aborting = abortOnSignal();
  const { stderr, symbols } = terminal;
  let waiting: RoomWait | null = null;
  const line = startLiveLine(stderr, symbols.ellipsis, () =>
    stderr.colors.dim(` ${symbols.waiting} ${waiting === null ? 'asking' : waitWords(waiting, terminal)}`),
  );
  try {
    const found = await waitForRoom({
      accounts,
      ...(percent !== null && { until: percent }),
      ask: (account, { confirm, signal }) =>
        quota.ask(account, { maxAgeMs: confirm ? 0 : DEFAULT_QUOTA_STALE_MS, signal }),
      onWait: (next) => {
        waiting = next;
        if (!stderr.isTty) stderr.write(` ${waitWords(next, terminal)}\n`);
      },
      signal: aborting.signal,
    });
    line.stop();
    if (found.is === 'room') {
      const { account, result } = found;
      const { tried: _, ...entry } = entryOf(
        accountName(account, terminal.home),
        account,
        result,
        new Date().toISOString(),
      );
      terminal.stdout.write(json ? `${JSON.stringify({ schemaVersion: 1, ...entry })}\n` : ` ${entry.name} has room\n`);
      return EXIT.done;
    }
    for (const [at, { reading }] of found.results.entries()) {
      const account = accounts[at];
      if (reading.ok || account === undefined) continue;
      stderr.write(
        ` ${symbols.failed} ${accountName(account, terminal.home)}: ${printableLine(reading.problem.detail)} [${reading.problem.code}]\n`,
      );
    }
    return EXIT.agentUnusable;
  } catch (error) {
    const code = aborting.exitCode();
    if (code === null) throw error;
    return code;
  } finally {
    line.stop();
    aborting.stop();
  }
}

function waitWords({ account, until }: RoomWait, { home, timeZone }: Terminal): string {
  const now = new Date().toISOString();
  const left = duration(Math.max(0, Date.parse(until) - Date.parse(now)));
  return `waiting for ${accountName(account, home)} until ${clockTime(until, { now, timeZone })} (${left})`;
}

function parsePercent(text: string): number {
  const value = Number(text.replace(/%$/, ''));
  if (text.trim() !== '' && value >= 0 && value <= 100) return value;
  throw new CcxError('invalid_argument', `--until is "${text}"; a percentage from 0 to 100 was expected.`, {
    hint: '--until 50',
  });
}
