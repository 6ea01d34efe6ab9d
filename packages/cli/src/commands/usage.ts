import { homedir } from 'node:os';
import { CcxError } from '@ccx/contracts';
import { composeUsage, type UsageBook } from '../compose/usage.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../render/terminal.ts';
import { abortOnSignal } from './abort-on-signal.ts';
import { choiceWords } from './choice-words.ts';
import { usageRequest, usageSubject, type UsageFlags, type UsageFlagsContext } from './usage-flags.ts';
import { reportView } from './usage-report.ts';
import { updateBook } from './usage-update.ts';
import type { UsageView } from './usage-view.ts';

/** `ccx usage`: reads what is new, then shows what is kept. */
export async function usageCommand(kind: string, flags: UsageFlags, terminal: Terminal): Promise<number> {
  const { stdout } = terminal;
  const subject = usageSubject(kind, flags);
  const aborting = abortOnSignal();
  const book = await openUsage(terminal);
  try {
    const view = await viewOf(subject, kind, flags, book, terminal);
    if (flags.watch === true) {
      const { watchUsage } = await import('./usage-watch.ts');
      await watchUsage({ view, book, home: homedir(), terminal, signal: aborting.signal });
      return aborting.exitCode() ?? EXIT.done;
    }
    if (!(await updateBook(book, aborting.signal, terminal))) return aborting.exitCode() ?? EXIT.failed;
    if (flags.json === true) stdout.write(`${JSON.stringify(view.json())}\n`);
    else if (flags.csv === true && view.csv !== undefined) stdout.write(view.csv());
    else stdout.write(`${(await view.lines()).join('\n')}\n`);
    return aborting.exitCode() ?? EXIT.done;
  } finally {
    book.store.close();
    aborting.stop();
  }
}

async function viewOf(
  subject: ReturnType<typeof usageSubject>,
  kind: string,
  flags: UsageFlags,
  book: UsageBook,
  terminal: Terminal,
): Promise<UsageView> {
  const context: UsageFlagsContext = {
    cwd: process.cwd(),
    timeZone: terminal.timeZone,
    accountIds: await accountIds(flags, book),
    nowMs: Date.now(),
  };
  switch (subject) {
    case 'report':
      return reportView(usageRequest(kind, flags, context), book, terminal);
    case 'blocks': {
      const { blocksView } = await import('./usage-blocks.ts');
      const request = { report: usageRequest('daily', flags, context), active: flags.active === true };
      return blocksView(request, book, terminal, () => new Date().toISOString());
    }
    case 'audit': {
      const { auditView } = await import('./usage-audit.ts');
      return auditView(context.accountIds, book, terminal);
    }
  }
}

/** What is known of this person's usage; what is wrong with it is said. */
export function openUsage({ stderr, symbols }: Terminal): Promise<UsageBook> {
  return composeUsage(process.env, homedir(), (text) => void stderr.write(` ${symbols.warning} ${text}\n`));
}

/** Of the accounts that a person names, also where nothing is there to read by now; `null`: of all. */
export async function accountIds(
  { profile }: Pick<UsageFlags, 'profile'>,
  { profiles }: Pick<UsageBook, 'profiles'>,
): Promise<readonly string[] | null> {
  if (profile === undefined) return null;
  const names = choiceWords({ profile }).profile;
  if (names === null) {
    throw new CcxError(
      'invalid_argument',
      '--profile auto chooses an account for a run; usage is of those that you name.',
      {
        hint: 'ccx usage profile',
      },
    );
  }
  return (await Promise.all(names.map((name) => profiles.get(name)))).map(({ id }) => id);
}
