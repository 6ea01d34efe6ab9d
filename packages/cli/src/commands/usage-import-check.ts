import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { text } from 'node:stream/consumers';
import { CcxError } from '@ccx/contracts';
import { importCheck, readCcusage } from '@ccx/usage';
import { EXIT } from '../exit-codes.ts';
import { shortPath } from '../render/short-path.ts';
import type { Terminal } from '../render/terminal.ts';
import { importRows } from '../usage-view/import-rows.ts';
import { abortOnSignal } from './abort-on-signal.ts';
import { accountIds, openUsage } from './usage.ts';
import { updateBook } from './usage-update.ts';
import { checkImportFlags, type UsageFlags } from './usage-flags.ts';

/** `ccx usage import-check`: a report of ccusage beside ours; exits 1 where they differ. */
export async function importCheckCommand(file: string, flags: UsageFlags, terminal: Terminal): Promise<number> {
  checkImportFlags(flags);
  const report = readCcusage(await readJson(file));
  const aborting = abortOnSignal();
  const book = await openUsage(terminal);
  try {
    const ids = await accountIds(flags, book);
    if (!(await updateBook(book, aborting.signal, terminal))) return aborting.exitCode() ?? EXIT.failed;
    const check = importCheck(book.store, report, {
      pricing: book.pricing,
      timeZone: flags.timezone ?? terminal.timeZone,
      ...(ids !== null && { accountIds: ids }),
    });
    const shown = flags.json === true ? JSON.stringify(check) : importRows(check, terminal).join('\n');
    terminal.stdout.write(`${shown}\n`);
    return aborting.exitCode() ?? (check.differences.length === 0 ? EXIT.done : EXIT.failed);
  } finally {
    book.store.close();
    aborting.stop();
  }
}

async function readJson(file: string): Promise<unknown> {
  const name = file === '-' ? 'What was piped in' : shortPath(file, homedir());
  const content = await (file === '-' ? text(process.stdin) : readFile(file, 'utf8')).catch((cause: unknown) => {
    throw new CcxError('invalid_argument', `${name} cannot be read.`, { cause });
  });
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new CcxError('invalid_argument', `${name} is no JSON.`, {
      hint: 'ccusage daily --json | ccx usage import-check -',
      cause,
    });
  }
}
