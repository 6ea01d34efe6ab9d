import { CcxError, DEFAULT_QUOTA_STALE_MS, type Account } from '@ccx/contracts';
import { waitForRoom, type RoomWait } from '@ccx/quota-probe';
import { namedAccounts } from '../compose/accounts.ts';
import { composeQuota } from '../compose/quota.ts';
import { EXIT } from '../exit-codes.ts';
import { entryOf } from '../quota-view/quota-entry.ts';
import { calledName } from '../render/account-name.ts';
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
  if (name === undefined && !any && accounts.length > 1) {
    const names = accounts.map((one) => calledName(one, terminal.home));
    throw new CcxError('invalid_argument', `There are several accounts: ${names.join(', ')}.`, {
      hint: `ccx quota wait ${names[0]}, or ccx quota wait --any`,
    });
  }
  const nameOf = (account: Account): string =>
    calledName(accounts.find((one) => one.account.id === account.id) ?? { account, name: null }, terminal.home);
  const quota = await composeQuota(process.env);
  const aborting = abortOnSignal();
  const { stderr, symbols } = terminal;
  let waiting: RoomWait | null = null;
  const line = startLiveLine(stderr, symbols.ellipsis, () =>
    stderr.colors.dim(` ${symbols.waiting} ${waiting === null ? 'asking' : waitWords(waiting, nameOf, terminal)}`),
  );
  try {
    const found = await waitForRoom({
      accounts: accounts.map(({ account }) => account),
      ...(percent !== null && { until: percent }),
      ask: (account, { confirm, signal }) =>
        quota.ask(account, { maxAgeMs: confirm ? 0 : DEFAULT_QUOTA_STALE_MS, signal }),
      onWait: (next) => {
        waiting = next;
        if (!stderr.isTty) stderr.write(` ${waitWords(next, nameOf, terminal)}\n`);
      },
      signal: aborting.signal,
    });
    line.stop();
    if (found.is === 'room') {
      const { account, result } = found;
      const { tried: _, ...entry } = entryOf(nameOf(account), account, result, new Date().toISOString());
      terminal.stdout.write(json ? `${JSON.stringify({ schemaVersion: 1, ...entry })}\n` : ` ${entry.name} has room\n`);
      return EXIT.done;
    }
    for (const [at, { reading }] of found.results.entries()) {
      const one = accounts[at];
      if (reading.ok || one === undefined) continue;
      stderr.write(
        ` ${symbols.failed} ${calledName(one, terminal.home)}: ${printableLine(reading.problem.detail)} [${reading.problem.code}]\n`,
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

function waitWords({ account, until }: RoomWait, nameOf: (account: Account) => string, { timeZone }: Terminal): string {
  const now = new Date().toISOString();
  const left = duration(Math.max(0, Date.parse(until) - Date.parse(now)));
  return `waiting for ${nameOf(account)} until ${clockTime(until, { now, timeZone })} (${left})`;
}

function parsePercent(text: string): number {
  const value = Number(text.replace(/%$/, ''));
  if (text.trim() !== '' && value >= 0 && value <= 100) return value;
  throw new CcxError('invalid_argument', `--until is "${text}"; a percentage from 0 to 100 was expected.`, {
    hint: '--until 50',
  });
}
