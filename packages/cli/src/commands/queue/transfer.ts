import { readFile } from 'node:fs/promises';
import { text as wholeText } from 'node:stream/consumers';
import { CcxError, type EnqueueOutcome } from '@ccx/contracts';
import { DEFAULT_LIMITS } from '@ccx/queue';
import { batchOrder } from '@ccx/queue/batch';
import { EXIT } from '../../exit-codes.ts';
import type { Terminal } from '../../render/terminal.ts';
import { wrongLines } from './add-entries.ts';
import { listCommand, type ListFlags } from './list.ts';
import { withQueue, type QueueFlags } from './open-queue.ts';
import { putIn } from './put-in.ts';
import { readItems, type WrittenItem, type WrittenItems } from './read-items.ts';

/** `ccx queue export`: items, one a line, as `ccx queue import` reads them. */
export async function exportCommand(flags: ListFlags, terminal: Terminal): Promise<number> {
  const { json: _, ...rest } = flags;
  return listCommand({ ...rest, jsonl: true }, terminal);
}

/** `ccx queue import`: puts items of another queue into this one, all or none. What had ended is passed over. */
export async function importCommand(file: string, flags: QueueFlags, terminal: Terminal): Promise<number> {
  const name = file === '-' ? 'stdin' : file;
  const text = await (file === '-' ? wholeText(process.stdin) : readFile(file, 'utf8')).catch((cause: unknown) => {
    throw new CcxError('invalid_argument', `"${file}" cannot be read.`, { cause });
  });
  const read = readItems(text);
  if (read.problems.length > 0) throw wrongLines(name, read.problems);
  return withQueue(flags, terminal, async ({ queue, settings }) => {
    const limits = { ...DEFAULT_LIMITS, ...settings.limits };
    const { items, ended } = read;
    const problems = outerProblems(read, await strangers(read, async (id) => (await queue.get(id)) !== null));
    if (problems.length > 0) throw wrongLines(name, problems);
    const large = items.find(({ draft }) => Buffer.byteLength(JSON.stringify(draft.payload)) > limits.payloadBytes);
    if (large !== undefined) throw refused(`${large.id} is larger than ${limits.payloadBytes} bytes`);
    if ((await queue.depth()) + items.length > limits.cap) throw refused(`the queue holds at most ${limits.cap} items`);
    const drafts = items.map((item) => ({
      ...item,
      name: item.id,
      after: item.after.filter((id) => ended.get(id) !== 'done'),
    }));
    const order = batchOrder(
      drafts.map((item) => ({ line: item.line, entry: { name: item.id, after: item.after }, item })),
    );
    const outcomes = await putIn(
      queue,
      order.groups.map((group) => group.map(({ item }) => item)),
    );
    return tell(
      drafts.map((item) => outcomes.get(item)),
      drafts,
      ended.size,
      { flags, terminal },
    );
  });
}

/** What items come after, and which is neither here nor there. */
async function strangers(
  { items, ended }: WrittenItems,
  isThere: (id: string) => Promise<boolean>,
): Promise<ReadonlySet<string>> {
  const here = new Set(items.map(({ id }) => id));
  const found = new Set<string>();
  for (const id of items.flatMap(({ after }) => after)) {
    if (!here.has(id) && ended.get(id) !== 'done' && !(await isThere(id))) found.add(id);
  }
  return found;
}

function outerProblems(
  { items }: WrittenItems,
  strange: ReadonlySet<string>,
): readonly { line: number; message: string }[] {
  return items.flatMap(({ after, line }) =>
    after.filter((id) => strange.has(id)).map((id) => ({ line, message: `it comes after ${id}, which is not there` })),
  );
}

function refused(why: string): CcxError {
  return new CcxError('invalid_argument', `Nothing was imported: ${why}.`);
}

function tell(
  outcomes: readonly (EnqueueOutcome | undefined)[],
  items: readonly WrittenItem[],
  ended: number,
  { flags, terminal }: { readonly flags: QueueFlags; readonly terminal: Terminal },
): number {
  const { stdout, stderr, symbols } = terminal;
  const count = (is: EnqueueOutcome['is']): number => outcomes.filter((outcome) => outcome?.is === is).length;
  const held = items.filter(({ held: why }, at) => why !== null && outcomes[at]?.is === 'enqueued').length;
  const failed = count('rejected') + count('full');
  if (flags.json === true) {
    stdout.write(
      `${JSON.stringify({ schemaVersion: 1, imported: count('enqueued'), held, duplicates: count('duplicate'), ended, outcomes })}\n`,
    );
  } else {
    const words = [
      `${count('enqueued')} imported`,
      ...(held > 0 ? [`${held} of them held: ccx queue --state held`] : []),
      ...(count('duplicate') > 0 ? [`${count('duplicate')} there already`] : []),
      ...(ended > 0 ? [`${ended} had ended and ${ended === 1 ? 'was' : 'were'} passed over`] : []),
    ];
    stderr.write(` ${stderr.colors.green(symbols.done)} ${words.join(', ')}\n`);
    for (const outcome of outcomes) {
      if (outcome?.is === 'rejected')
        stderr.write(` ${stderr.colors.red(symbols.failed)} not taken: ${outcome.reason}\n`);
      if (outcome?.is === 'full') stderr.write(` ${stderr.colors.red(symbols.failed)} not taken: the queue is full\n`);
    }
  }
  return failed > 0 ? EXIT.failed : EXIT.done;
}
