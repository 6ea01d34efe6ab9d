import type { EnqueueOutcome, Instant, WorkDraft, WorkItem } from '@ccx/contracts';
import { cutEnd } from '../render/cut.ts';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import { wrapped } from '../render/filled.ts';
import type { Terminal } from '../render/terminal.ts';
import { itemPermission } from './item-permission.ts';
import { itemTitle, payloadFacts, stateWords } from './item-words.ts';
import { permissionWords } from './permission-words.ts';

interface AddedEntry {
  readonly draft: WorkDraft;
  /** `null`: it was only looked at. */
  readonly outcome: EnqueueOutcome | null;
  readonly item: WorkItem | null;
}

export interface AddedRowsOptions {
  readonly terminal: Terminal;
  readonly now: Instant;
}

/** What became of each entry, and what its permission means while nobody watches. */
export function addedRows(added: readonly AddedEntry[], { terminal, now }: AddedRowsOptions): readonly string[] {
  const { stdout, symbols } = terminal;
  const lines = added
    .map((one) => outcomeLine(one, terminal, now))
    .map((line) => (stdout.isTty ? cutEnd(line, stdout.columns(), symbols.ellipsis) : line));
  return [...lines, ...permissionLines(added, terminal), ...nextStep(added)];
}

function outcomeLine({ draft, outcome, item }: AddedEntry, terminal: Terminal, now: Instant): string {
  const { stdout, symbols, timeZone, home } = terminal;
  const { colors } = stdout;
  const title = itemTitle(draft);
  const number = item === null ? '' : `#${item.seq} `;
  switch (outcome?.is) {
    case undefined:
      return ` ${symbols.idle} ${title}   ${draftWords(draft, home)}`;
    case 'enqueued': {
      const state = item === null ? '' : `   ${stateWords(item, { now, timeZone })}`;
      return ` ${colors.green(symbols.done)} ${number}${title}${state}`;
    }
    case 'duplicate':
      return ` ${colors.yellow(symbols.warning)} ${title}   is there already: ${number}is ${outcome.state}`;
    case 'full':
      return ` ${colors.red(symbols.failed)} ${title}   was not taken: the queue is full (${outcome.cap} items)`;
    case 'rejected':
      return ` ${colors.red(symbols.failed)} ${title}   was not taken: ${printableLine(outcome.reason)}`;
  }
}

/** What a dry run tells of an item. */
function draftWords(
  { lane = 'auto', priority, limitKey, runAt, cron, dedupKey }: WorkDraft,
  home: string | null,
): string {
  const words = [
    `lane ${lane}`,
    `priority ${priority}`,
    limitKey === undefined ? 'no key' : `key ${shortPath(limitKey, home)}`,
    ...(dedupKey === undefined ? [] : [`dedup ${dedupKey}`]),
    ...(runAt === undefined ? [] : [`not before ${runAt}`]),
    ...(cron === undefined ? [] : [`cron ${cron.expression} (${cron.timeZone})`]),
  ];
  return printableLine(words.join(', '));
}

function permissionLines(added: readonly AddedEntry[], { stdout }: Terminal): readonly string[] {
  const taken = added.filter(({ outcome }) => outcome === null || outcome.is === 'enqueued');
  const words = taken.flatMap(({ draft: { payload } }) => {
    const permission = itemPermission(payload);
    return permission === null ? [] : [permissionWords(permission, payloadFacts(payload).allowDenied)];
  });
  return [...new Set(words)].flatMap((one) => {
    const many = words.filter((word) => word === one).length;
    const whose = taken.length === 1 ? 'permission' : `${many} with permission`;
    const line = `   ${whose} ${one}`;
    return stdout.isTty ? wrapped(line, stdout.columns()) : [line];
  });
}

function nextStep(added: readonly AddedEntry[]): readonly string[] {
  const taken = added.flatMap(({ outcome, item }) => (outcome?.is === 'enqueued' && item !== null ? [item] : []));
  const [first] = taken;
  if (first === undefined) return [];
  const safe = taken.length === 1 && itemPermission(first.payload)?.level === 'safe';
  const edit = safe ? [`   ccx queue edit ${first.seq} --permission edit     lets it change files`] : [];
  return [...edit, '   ccx queue work     works the queue off'];
}
