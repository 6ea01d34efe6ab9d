import { homedir } from 'node:os';
import { usageReport, type UpdateProgress } from '@ccx/usage';
import { composeUsage, type UsageBook } from '../compose/usage.ts';
import { EXIT } from '../exit-codes.ts';
import { count } from '../render/count.ts';
import type { Terminal } from '../render/terminal.ts';
import { startLiveLine } from '../run-view/live-line.ts';
import { nothingFound } from '../usage-view/nothing-found.ts';
import { usageCsv } from '../usage-view/usage-csv.ts';
import { usageRows } from '../usage-view/usage-rows.ts';
import { abortOnSignal } from './abort-on-signal.ts';
import { choiceWords } from './choice-words.ts';
import { usageRequest, type UsageFlags } from './usage-flags.ts';

/** `ccx usage`: reads what is new, then reports from what is kept. */
export async function usageCommand(kind: string, flags: UsageFlags, terminal: Terminal): Promise<number> {
  const home = homedir();
  const { stdout, stderr, symbols } = terminal;
  const book = await composeUsage(process.env, home, (text) => void stderr.write(` ${symbols.warning} ${text}\n`));
  const { store, accounts, pricing } = book;
  try {
    const request = usageRequest(kind, flags, {
      cwd: process.cwd(),
      timeZone: terminal.timeZone,
      accountIds: await accountIds(flags, book),
      nowMs: Date.now(),
    });
    const code = await update(book, terminal);
    if (code !== null) return code;
    const report = usageReport(store, request, { pricing });
    const names = new Map(accounts.map(({ id, name }) => [id, name]));
    if (flags.json === true) {
      const known = Object.fromEntries(accounts.map(({ id, name }) => [id, name]));
      stdout.write(`${JSON.stringify({ ...report, accounts: known })}\n`);
    } else if (flags.csv === true) stdout.write(usageCsv(report, names));
    else if (report.totals.calls === 0) stdout.write(`${nothingFound(request, accounts, terminal).join('\n')}\n`);
    else {
      const shares =
        report.by === null && accounts.length > 1 && PERIODS.has(kind)
          ? usageReport(store, { ...request, by: 'profile' }, { pricing })
          : null;
      stdout.write(`${usageRows(report, { terminal, names, shares }).join('\n')}\n`);
    }
    return EXIT.done;
  } finally {
    store.close();
  }
}

/** In these a column tells whose calls they were. */
const PERIODS: ReadonlySet<string> = new Set(['daily', 'weekly', 'monthly']);

/** Of the accounts that a person names, also where nothing is there to read by now. */
async function accountIds({ profile }: UsageFlags, { profiles }: UsageBook): Promise<readonly string[] | null> {
  if (profile === undefined) return null;
  const names = choiceWords({ profile }).profile ?? [];
  return (await Promise.all(names.map((name) => profiles.get(name)))).map(({ id }) => id);
}

/** Reads what is new; the exit code of a signal that ended it, else `null`. */
async function update({ update: run }: UsageBook, { stderr, symbols }: Terminal): Promise<number | null> {
  let progress: UpdateProgress | null = null;
  const line = startLiveLine(stderr, symbols.ellipsis, () =>
    stderr.colors.dim(
      progress === null
        ? ` ${symbols.waiting} looking for transcripts`
        : ` ${symbols.waiting} reading transcripts: ${progress.files} files, ${count(progress.records)} calls`,
    ),
  );
  const aborting = abortOnSignal();
  try {
    await run((next) => {
      progress = next;
    }, aborting.signal);
    return null;
  } catch (error) {
    const code = aborting.exitCode();
    if (code === null) throw error;
    return code;
  } finally {
    line.stop();
    aborting.stop();
  }
}
