import type { Account, Instant } from '@ccx/contracts';
import { namedAccounts, type NamedAccount } from '../compose/accounts.ts';
import { composeQuota, type Quota, type QuotaQuestion } from '../compose/quota.ts';
import { EXIT } from '../exit-codes.ts';
import { explainRows } from '../quota-view/explain-rows.ts';
import { createLiveTable } from '../quota-view/live-table.ts';
import { entryOf, rememberedEntry, unanswered, type QuotaEntry } from '../quota-view/quota-entry.ts';
import { quotaRows } from '../quota-view/quota-rows.ts';
import { calledName } from '../render/account-name.ts';
import type { Terminal } from '../render/terminal.ts';
import { startLiveLine } from '../run-view/live-line.ts';
import { abortOnSignal } from './abort-on-signal.ts';
import { quotaRequest, type QuotaFlags, type QuotaRequest } from './quota-flags.ts';

/** Whoever reads no terminal cannot see that something is still coming. */
const LONGEST_WAIT_MS = 10_000;
/** Young numbers come back before this, and then nothing flickers. */
const FIRST_SHOW_MS = 50;
const UNUSABLE: ReadonlySet<string> = new Set(['cli-missing', 'not-logged-in', 'auth-expired']);

/** `ccx quota`: what is left on each account. */
export async function quotaCommand(names: readonly string[], flags: QuotaFlags, terminal: Terminal): Promise<number> {
  const request = quotaRequest(flags);
  const accounts = await namedAccounts(names, process.env, request.agent ?? undefined);
  const quota = await composeQuota(process.env);
  if (request.watch) {
    const { watchCommand } = await import('./quota-watch.ts');
    return watchCommand({ accounts, quota, request, terminal });
  }
  const aborting = abortOnSignal();
  try {
    const entries = await answerAll({ accounts, quota, request, terminal, signal: aborting.signal });
    if (request.format === 'json') {
      const shown = entries.map(({ tried, ...entry }) => (request.explain ? { ...entry, tried } : entry));
      terminal.stdout.write(`${JSON.stringify({ schemaVersion: 1, accounts: shown })}\n`);
    }
    return aborting.exitCode() ?? exitCodeOf(entries);
  } finally {
    aborting.stop();
  }
}

interface AnswerAll {
  readonly accounts: readonly NamedAccount[];
  readonly quota: Quota;
  readonly request: QuotaRequest;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Asks all accounts at once; on a terminal what is remembered stands there meanwhile and is replaced line by line. */
async function answerAll({ accounts, quota, request, terminal, signal }: AnswerAll): Promise<readonly QuotaEntry[]> {
  const { maxAgeMs, refresh, source, format } = request;
  const { stdout, stderr, symbols, home } = terminal;
  const now = (): Instant => new Date().toISOString();
  const entries = new Map<string, QuotaEntry | null>();
  const nameOf = (account: Account): string =>
    calledName(accounts.find((one) => one.account.id === account.id) ?? { account, name: null }, home);
  for (const { account } of accounts) {
    entries.set(account.id, rememberedEntry(nameOf(account), await quota.remembered(account), now()));
  }
  const known = (): readonly QuotaEntry[] => [...entries.values()].filter((entry) => entry !== null);
  const table = createLiveTable(stdout);
  const show = (): void => {
    const explained = request.explain ? explainRows(known(), terminal, now()) : [];
    table.show([...quotaRows(known(), terminal, { now: now(), maxAgeMs }), ...explained]);
  };

  const asking = new Set(accounts.map(({ account }) => nameOf(account)));
  const line = startLiveLine(stderr, symbols.ellipsis, () =>
    stderr.colors.dim(` ${symbols.waiting} asking ${[...asking].join(', ')}`),
  );
  const live = format === 'people' && stdout.isTty;
  const limit = live || refresh ? signal : AbortSignal.any([signal, AbortSignal.timeout(LONGEST_WAIT_MS)]);
  const first = live ? setTimeout(() => line.above(show), FIRST_SHOW_MS) : undefined;
  const asked: QuotaQuestion = {
    ...(source !== null && { source }),
    ...(refresh ? { maxAgeMs: 0, urgency: 'person' } : { maxAgeMs }),
    signal: limit,
  };
  try {
    await quota.askAll(
      accounts.map(({ account }) => account),
      asked,
      (account, result) => {
        const name = nameOf(account);
        asking.delete(name);
        entries.set(account.id, entryOf(name, account, result, now()));
        if (live && asking.size > 0) line.above(show);
      },
    );
  } catch (error) {
    if (!limit.aborted) throw error;
    // What was remembered stays; of the others nothing is known.
    for (const { account } of accounts) {
      const name = nameOf(account);
      if (!asking.has(name) || entries.get(account.id) !== null) continue;
      entries.set(account.id, unanswered(name, account, signal.aborted ? 'cancelled' : 'timeout', now()));
    }
    const late = `${[...asking].join(', ')}: no answer within ${LONGEST_WAIT_MS / 1000} s`;
    if (!signal.aborted) stderr.write(` ${symbols.warning} ${late}; what is known is shown\n`);
  } finally {
    clearTimeout(first);
    line.stop();
  }
  if (format === 'people') show();
  return known();
}

/** 75 where every account is used up; where none has an answer, what kept it from answering. */
function exitCodeOf(entries: readonly QuotaEntry[]): number {
  if (entries.length === 0) return EXIT.failed;
  if (entries.every(({ exhausted }) => exhausted)) return EXIT.limited;
  if (entries.some(({ reading }) => reading.ok || reading.problem.code === 'not-a-subscription')) return EXIT.done;
  const unusable = entries.every(({ reading }) => !reading.ok && UNUSABLE.has(reading.problem.code));
  return unusable ? EXIT.agentUnusable : EXIT.failed;
}
