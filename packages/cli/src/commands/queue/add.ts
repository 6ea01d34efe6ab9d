import { homedir } from 'node:os';
import { CcxError, type EnqueueOutcome, type WorkDraft, type WorkItem } from '@ccx/contracts';
import type { Backlog } from '@ccx/queue';
import { batchOrder, workDraft, type MomentContext } from '@ccx/queue/batch';
import { EXIT } from '../../exit-codes.ts';
import { addedRows } from '../../queue-view/added-rows.ts';
import { itemPermission } from '../../queue-view/item-permission.ts';
import type { Terminal } from '../../render/terminal.ts';
import { addedEntries, wrongLines, type PlacedEntry } from './add-entries.ts';
import { entryValues, flagWords, type EntryFlags } from './entry-flags.ts';
import { entryPlaces, idsOf } from './entry-place.ts';
import { withQueue, type QueueFlags } from './open-queue.ts';
import { putIn, type NamedDraft } from './put-in.ts';

export interface AddFlags extends EntryFlags, QueueFlags {
  readonly file?: readonly string[];
  readonly batch?: string;
  readonly command?: string;
  readonly dryRun?: boolean;
}

export interface AddCommand {
  readonly text: string | undefined;
  readonly flags: AddFlags;
  readonly agentArgs: readonly string[];
  readonly terminal: Terminal;
}

interface Planned extends NamedDraft, PlacedEntry {}

/** What became of one entry. */
export interface Added {
  readonly draft: WorkDraft;
  readonly name: string | null;
  /** `null`: it was only looked at. */
  readonly outcome: EnqueueOutcome | null;
  /** Its item, or the one that it is a duplicate of. */
  readonly item: WorkItem | null;
}

const TWO_HOURS_MS = 2 * 3_600_000;

/** `ccx queue add`: puts work into the backlog, all that was named or nothing of it. */
export async function addCommand({ text, flags, agentArgs, terminal }: AddCommand): Promise<number> {
  const context = { now: new Date().toISOString(), timeZone: terminal.timeZone };
  const cwd = process.cwd();
  const { file: files, batch, command } = flags;
  const values = entryValues(flags, agentArgs);
  const { entries, done } = await addedEntries(
    { text, files, batch, command, values, cwd, stdin: process.stdin },
    context,
  );
  return withQueue(flags, terminal, async ({ queue, settings }) => {
    const planned = await plan(queue, entries, { context, timeoutMs: settings.timeoutMs ?? TWO_HOURS_MS });
    const order = batchOrder(planned);
    const outcomes = flags.dryRun === true ? new Map() : await putIn(queue, order.groups);
    const added: Added[] = [];
    for (const one of planned) {
      const outcome: EnqueueOutcome | null = outcomes.get(one) ?? null;
      added.push({ draft: one.draft, name: one.name, outcome, item: await itemOf(queue, outcome) });
    }
    const failed = added.some(({ outcome }) => outcome?.is === 'full' || outcome?.is === 'rejected');
    const { stdout, stderr } = terminal;
    if (flags.json === true)
      stdout.write(`${JSON.stringify({ schemaVersion: 1, added: added.map(addedJson), done })}\n`);
    else {
      stdout.write(`${addedRows(added, { terminal, now: context.now }).join('\n')}\n`);
      if (done > 0) stderr.write(` ${done} ${done === 1 ? 'item was' : 'items were'} ticked, and passed over\n`);
    }
    return failed ? EXIT.failed : EXIT.done;
  });
}

/** Everything that is wrong with any entry is said before one is put in. */
async function plan(
  queue: Backlog,
  entries: readonly PlacedEntry[],
  { context, timeoutMs }: { readonly context: MomentContext; readonly timeoutMs: number },
): Promise<readonly Planned[]> {
  const placeOf = await entryPlaces({ cwd: process.cwd(), home: homedir(), env: process.env });
  const names = new Set(entries.flatMap(({ entry: { name } }) => name ?? []));
  const planned: Planned[] = [];
  const problems: { readonly line: number; readonly message: string }[] = [];
  for (const one of entries) {
    const { entry, line } = one;
    const place = await placeOf(entry);
    const words = entry.after ?? [];
    const ids = await idsOf(
      queue,
      words.filter((word) => !names.has(word)),
    );
    for (const problem of [place, ids]) if (typeof problem === 'string') problems.push({ line, message: problem });
    if (typeof place === 'string' || typeof ids === 'string') continue;
    const draft = workDraft(entry, { ...context, ...place, after: [], timeoutMs, random: Math.random });
    const after = [...words.filter((word) => names.has(word)), ...ids];
    planned.push({ ...one, draft, name: entry.name ?? null, after, held: entry.hold === true ? 'by hand' : null });
  }
  if (problems.length === 0) return planned;
  const file = entries[0]?.file ?? null;
  throw file === null ? wrongFlags(problems) : wrongLines(file, problems);
}

/** Each message begins with the key that it is about. */
function wrongFlags(problems: readonly { readonly message: string }[]): CcxError {
  const words = problems.map(({ message }) => flagWords({ key: message.split(' ')[0] ?? null, message }));
  const isAfter = words.every((said) => said.startsWith('--after'));
  return new CcxError('invalid_argument', words.join('\n   '), {
    hint: isAfter ? 'ccx queue list --all shows what is there' : 'ccx queue add --help',
  });
}

async function itemOf(queue: Backlog, outcome: EnqueueOutcome | null): Promise<WorkItem | null> {
  if (outcome?.is === 'enqueued') return queue.get(outcome.id);
  return outcome?.is === 'duplicate' ? queue.get(outcome.of) : null;
}

function addedJson({ draft, name, outcome, item }: Added): object {
  const permission = itemPermission(draft.payload);
  const said = { name, seq: item?.seq ?? null, permission, item };
  return { ...(outcome ?? { is: 'planned' }), ...said, ...(outcome === null && { draft }) };
}
