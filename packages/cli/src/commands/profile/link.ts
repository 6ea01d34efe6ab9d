import { homedir } from 'node:os';
import type { Profile } from '@ccx/contracts';
import type { HistoryPlan, HistoryReport, LinkReport, Links } from '@ccx/profiles';
import { composeLinks } from '../../compose/links.ts';
import { EXIT } from '../../exit-codes.ts';
import { planRows } from '../../profile-view/link-rows.ts';
import { shortPath } from '../../render/short-path.ts';
import type { Terminal } from '../../render/terminal.ts';
import { startLiveLine } from '../../run-view/live-line.ts';
import { openAccounts } from './known.ts';
import { itemsNamed, planAll } from './link-items.ts';

export interface LinkFlags {
  readonly from: string;
  readonly history?: boolean;
  readonly dryRun?: boolean;
  readonly replace?: boolean;
  readonly json?: boolean;
}

/** `ccx profile link`: one account uses what another one has. */
export async function linkCommand(
  name: string,
  words: readonly string[],
  flags: LinkFlags,
  terminal: Terminal,
): Promise<number> {
  const { history = false, dryRun = false, replace = false, json = false } = flags;
  const items = await itemsNamed(words);
  const { book } = await openAccounts();
  const [to, from] = await Promise.all([book.get(name), book.get(flags.from)]);
  const links = await composeLinks(process.env, homedir());
  // --history alone is about the sessions alone.
  const ofItems = async () => (items === null ? planAll(links, to, from) : links.plan(to, from, items));
  const plan = history && items === null ? null : await ofItems();
  const historyPlan = history ? await links.planHistory(to, from) : null;
  const { stdout } = terminal;
  if (dryRun) {
    const text = json
      ? JSON.stringify({ schemaVersion: 1, dryRun, links: plan?.links ?? [], history: historyPlan })
      : planRows({ links: plan, history: historyPlan }, terminal).join('\n');
    stdout.write(`${text}\n`);
    return EXIT.done;
  }
  // What is refused is refused before anything is done: applying a plan with a conflict changes nothing and says which.
  if (plan?.links.some(({ state }) => state === 'conflict') === true && !replace) await links.apply(plan);
  const shared = historyPlan === null ? null : await share(links, historyPlan, terminal);
  const report = plan === null ? null : await links.apply(plan, { replace });
  if (json) {
    const { made = [], skipped = [] } = report ?? {};
    stdout.write(`${JSON.stringify({ schemaVersion: 1, dryRun, made, skipped, history: shared })}\n`);
    return EXIT.done;
  }
  if (shared !== null) sayShared(shared, { to, from }, terminal);
  if (report !== null) sayLinked(report, { to, from }, terminal);
  return EXIT.done;
}

async function share(links: Links, plan: HistoryPlan, { stderr, symbols }: Terminal): Promise<HistoryReport> {
  let copied = 0;
  const line = startLiveLine(stderr, symbols.ellipsis, () =>
    stderr.colors.dim(` ${symbols.waiting} copying sessions, ${copied} of ${plan.files} files`),
  );
  try {
    return await links.shareHistory(plan, { onProgress: ({ done }) => (copied = done) });
  } finally {
    line.stop();
  }
}

interface Pair {
  readonly to: Profile;
  readonly from: Profile;
}

function sayShared({ target, backup, copied }: HistoryReport, { to, from }: Pair, terminal: Terminal): void {
  const { stderr, symbols, home } = terminal;
  const files = copied === 1 ? '1 file' : `${copied} files`;
  stderr.write(` ${symbols.done} ${to.name} and ${from.name} have one history: ${shortPath(target, home)}\n`);
  if (copied > 0) stderr.write(`   copied and compared: ${files}\n`);
  if (backup !== null) stderr.write(`   the sessions of before: ${shortPath(backup, home)}\n`);
  stderr.write(`   ccx profile unlink ${to.name} --history     takes it back\n`);
}

function sayLinked({ made, skipped }: LinkReport, { to, from }: Pair, terminal: Terminal): void {
  const { stderr, symbols, home } = terminal;
  const itemsIn = (state: string): string =>
    skipped.flatMap((link) => (link.state === state ? link.item : [])).join(', ');
  if (made.length > 0) {
    stderr.write(` ${symbols.done} ${to.name} has of ${from.name}: ${made.map(({ item }) => item).join(', ')}\n`);
  } else stderr.write(' Nothing was to be linked.\n');
  for (const { item, backup } of made) {
    if (backup !== null) stderr.write(`   its own ${item} of before: ${shortPath(backup, home)}\n`);
  }
  const [same, missing] = [itemsIn('already'), itemsIn('missing-source')];
  if (same !== '') stderr.write(`   the same already: ${same}\n`);
  if (missing !== '') stderr.write(`   ${from.name} has none: ${missing}\n`);
  if (made.length > 0) stderr.write(`   ccx profile unlink ${to.name}     takes it back\n`);
}
