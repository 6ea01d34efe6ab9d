import { homedir } from 'node:os';
import type { UnlinkReport, UnshareReport } from '@ccx/profiles';
import { composeLinks } from '../../compose/links.ts';
import { EXIT } from '../../exit-codes.ts';
import { dependentRows, statusRows } from '../../profile-view/link-rows.ts';
import { printableLine } from '../../render/printable.ts';
import { shortPath } from '../../render/short-path.ts';
import type { Terminal } from '../../render/terminal.ts';
import { openAccounts } from './known.ts';
import { itemsNamed } from './link-items.ts';

export interface UnlinkFlags {
  readonly history?: boolean;
  readonly json?: boolean;
}

/** `ccx profile unlink`: takes away what ccx has linked, and puts back what lay there. */
export async function unlinkCommand(
  name: string,
  words: readonly string[],
  { history = false, json = false }: UnlinkFlags,
  terminal: Terminal,
): Promise<number> {
  const items = await itemsNamed(words);
  const { book } = await openAccounts();
  const account = await book.get(name);
  const links = await composeLinks(process.env, homedir());
  const unshared = history ? await links.unshareHistory(account) : null;
  // --history alone is about the sessions alone.
  const report = history && items === null ? null : await links.unlink(account, items ?? undefined);
  if (json) {
    const { removed = [], left = [] } = report ?? {};
    terminal.stdout.write(`${JSON.stringify({ schemaVersion: 1, removed, left, history: unshared })}\n`);
    return EXIT.done;
  }
  if (unshared !== null) sayUnshared(unshared, account.name, terminal);
  if (report !== null) sayUnlinked(report, account.name, terminal);
  return EXIT.done;
}

/** `ccx profile links`: what an account has from others, and others from it. */
export async function linksCommand(
  name: string,
  { json = false }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const { book } = await openAccounts();
  const profile = await book.get(name);
  const links = await composeLinks(process.env, homedir());
  const [status, users] = await Promise.all([links.status(profile), links.dependents(profile)]);
  const profiles = await book.list();
  const dependents = users.map(({ account, uses }) => ({
    name: profiles.find(({ id }) => id === account.id)?.name ?? account.id,
    account,
    uses,
  }));
  const { stdout, stderr } = terminal;
  if (json) {
    stdout.write(`${JSON.stringify({ schemaVersion: 1, name: profile.name, ...status, dependents })}\n`);
    return EXIT.done;
  }
  const rows = [...statusRows(status, terminal), ...dependentRows(dependents, profile.name)];
  if (rows.length > 0) stdout.write(`${rows.join('\n')}\n`);
  else stderr.write(` ${profile.name} has nothing of another account.\n`);
  return EXIT.done;
}

function sayUnshared({ stays, restored, continued }: UnshareReport, name: string, terminal: Terminal): void {
  const { stderr, symbols, home } = terminal;
  const own = restored ? 'has its own sessions of before' : 'has no sessions of its own';
  stderr.write(` ${symbols.done} ${name} ${own}; what was written meanwhile stays in ${shortPath(stays, home)}\n`);
  if (continued > 0) stderr.write(`   ${continued} of its sessions went on there: resume those on the other account\n`);
}

function sayUnlinked({ removed, left }: UnlinkReport, name: string, { stderr, symbols, home }: Terminal): void {
  for (const { item, restored } of removed) {
    stderr.write(
      ` ${symbols.done} ${item} ${restored ? `of ${name} is as it was before` : `is not linked any more`}\n`,
    );
  }
  for (const { item, why } of left) {
    stderr.write(` ${stderr.colors.yellow(symbols.warning)} ${item}: ${printableLine(shortPath(why, home))}\n`);
  }
  if (removed.length + left.length === 0) stderr.write(` Nothing is linked into ${name}.\n`);
}
