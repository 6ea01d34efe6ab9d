import type { Account, AgentKind, UsageScanner } from '@ccx/contracts';
import { FORMATS } from './formats.ts';
import type { FolderListing } from './scan/list-folder.ts';
import { formatScanner, listAccount, type ScannerOptions } from './scan/scanner.ts';
import type { AccountSource } from './update.ts';

/**
 * Reads one agent's transcripts, only what is new since each file's cursor. Nothing but files is opened, and none is
 * written. Files and folders that cannot be read are told of once, as `skipped` of a batch of their own.
 *
 * A count in `skipped` may be negative: a line that was `unfinished` in an earlier batch and is whole now is taken back.
 * Records belong to the account of the config dir in which their transcript lies, unless `accountOf` or `accountAt` knows
 * better.
 *
 * @example
 * for await (const batch of createScanner(account.agent).scan(account, (file) => store.cursor(file))) store.commit(batch);
 */
export function createScanner(agent: AgentKind, options: ScannerOptions = {}): UsageScanner {
  return formatScanner(FORMATS[agent], options);
}

/** What {@link updateUsage} reads of an account. Its transcripts are listed once for each scan. */
export function accountSource(account: Account, options: ScannerOptions = {}): AccountSource {
  let scanned: FolderListing | null = null;
  const list = (): FolderListing => (scanned = listTranscripts(account, options));
  return {
    account,
    scanner: formatScanner(FORMATS[account.agent], options, list),
    listing: () => scanned ?? list(),
  };
}

/** The transcripts that an account has now, without opening any: what {@link goneFiles} compares with. */
export function listTranscripts(account: Account, options: Pick<ScannerOptions, 'home'> = {}): FolderListing {
  return listAccount(FORMATS[account.agent], account, options);
}
