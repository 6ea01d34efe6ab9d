import type { HistoryPlan, LinkPlan, LinkStatus, PlannedLink } from '@ccx/profiles';
import { cutEnd, cutMiddle } from '../render/cut.ts';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';

/** What linking would do, one line for each thing; nothing has been done. */
export function planRows(
  { links, history }: { readonly links: LinkPlan | null; readonly history: HistoryPlan | null },
  terminal: Terminal,
): readonly string[] {
  const rows = (links?.links ?? []).map((link) => [link.item, wordsOfLink(link, terminal), link.path]);
  if (history !== null) rows.push(['history', wordsOfHistory(history), history.path]);
  const hindrances = [...(history?.inUse ?? []), ...(history?.conflicts ?? [])];
  return [
    ...itemTable(rows, terminal),
    ...hindrances.map((why) => warning(printableLine(shortPath(why, terminal.home)), terminal)),
  ];
}

/** What an account has from another one, and what became of it. */
export function statusRows({ links, history }: LinkStatus, terminal: Terminal): readonly string[] {
  const all = [...links, ...(history === null ? [] : [{ ...history, item: 'history' }])];
  return itemTable(
    all.map(({ item, state, target }) => [item, STANDING[state], target]),
    terminal,
  );
}

/** Who has something of this account. */
export function dependentRows(
  dependents: readonly { readonly name: string; readonly uses: readonly string[] }[],
  name: string,
): readonly string[] {
  return dependents.map((one) => ` ${one.name} has of ${name}: ${one.uses.join(', ')}`);
}

const STANDING = {
  linked: 'linked',
  dangling: 'leads nowhere',
  gone: 'the link is gone',
  replaced: 'something else lies there',
  unfinished: 'unfinished',
} as const;

function wordsOfLink({ state, found, linkedElsewhere }: PlannedLink, { home }: Terminal): string {
  const there = shortPath(found ?? 'something else', home);
  switch (state) {
    case 'link':
      return 'would be linked';
    case 'already':
      return 'is the same already';
    case 'missing-source':
      return 'is not there to be linked';
    case 'conflict':
      return linkedElsewhere ? 'is linked to another account: unlink it first' : `in the way (--replace): ${there}`;
  }
}

function wordsOfHistory({ state, files, bytes, present, conflictCount, inUse }: HistoryPlan): string {
  if (state === 'already') return 'is one already';
  if (conflictCount > 0) return `refused: ${conflictCount} ${conflictCount === 1 ? 'file differs' : 'files differ'}`;
  if (inUse.length > 0) return 'refused for now: it is in use';
  const there = present === 0 ? '' : `, ${present} are there`;
  return `would be shared: ${files} ${files === 1 ? 'file' : 'files'} to copy, ${megabytes(bytes)}${there}`;
}

/** As much as a person has to know before a copy. */
function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function itemTable(rows: readonly (readonly string[])[], { stdout, symbols, home }: Terminal): readonly string[] {
  if (rows.length === 0) return [];
  const [items, words] = [0, 1].map((at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const room = stdout.isTty ? stdout.columns() - (items ?? 0) - (words ?? 0) - 5 : Number.POSITIVE_INFINITY;
  const lines = table(
    ['', '', ''].map((heading) => ({ heading })),
    rows.map(([item = '', state = '', path = '']) => {
      const place = printableLine(shortPath(path, home));
      return [item, state, place.length > room ? cutMiddle(place, Math.max(8, room), symbols.ellipsis) : place];
    }),
  ).slice(1);
  return stdout.isTty ? lines.map((line) => cutEnd(line, stdout.columns(), symbols.ellipsis)) : lines;
}

function warning(text: string, { stdout, symbols }: Terminal): string {
  return ` ${stdout.colors.yellow(symbols.warning)} ${text}`;
}
