import { homedir } from 'node:os';
import { CcxError, type WorkItem, type WorkState } from '@ccx/contracts';
import { EXIT } from '../../exit-codes.ts';
import { queueRows } from '../../queue-view/queue-rows.ts';
import type { Terminal } from '../../render/terminal.ts';
import { laneNamed } from './lane-named.ts';
import { withQueue, type QueueFlags } from './open-queue.ts';

export interface ListFlags extends QueueFlags {
  readonly jsonl?: boolean;
  readonly all?: boolean;
  readonly state?: string;
  readonly lane?: string;
}

/** In the order in which a person wants to see them: what waits for them first. */
const STATES: readonly WorkState[] = [
  'needs-human',
  'running',
  'waiting',
  'delayed',
  'held',
  'dead',
  'cancelled',
  'done',
];
const ENDS: ReadonlySet<WorkState> = new Set(['dead', 'cancelled', 'done']);

/** `ccx queue list`: what is to be done, and with `--all` what was. */
export async function listCommand(flags: ListFlags, terminal: Terminal): Promise<number> {
  const { stdout } = terminal;
  if (flags.json === true && flags.jsonl === true) {
    throw new CcxError('invalid_argument', '--json and --jsonl exclude each other.');
  }
  const wanted = statesOf(flags);
  const lane = flags.lane === undefined ? null : await laneNamed(flags.lane, { env: process.env, home: homedir() });
  return withQueue(flags, terminal, async ({ queue }) => {
    const items: WorkItem[] = [];
    for (const state of wanted) {
      for await (const item of queue.list(state)) {
        if (lane === null || item.lane === lane) items.push(item);
      }
    }
    if (flags.jsonl === true) {
      for (const item of items) {
        stdout.write(`${JSON.stringify({ schemaVersion: 1, item })}\n`);
        await stdout.drained();
      }
      return EXIT.done;
    }
    const [holds, stats] = await Promise.all([queue.holds(), queue.stats()]);
    if (flags.json === true) {
      const at = new Date().toISOString();
      stdout.write(`${JSON.stringify({ schemaVersion: 1, at, items, holds, stats })}\n`);
      return EXIT.done;
    }
    const filtered = flags.state !== undefined || flags.lane !== undefined;
    const view = { terminal, now: new Date().toISOString(), holds, states: stats.states, filtered };
    stdout.write(`${queueRows(items, view).join('\n')}\n`);
    return EXIT.done;
  });
}

function statesOf({ state, all = false }: ListFlags): readonly WorkState[] {
  if (state === undefined) return all ? STATES : STATES.filter((one) => !ENDS.has(one));
  const asked = parseStates(state, '--state', STATES);
  return STATES.filter((one) => asked.includes(one));
}

/** States with commas between them. @throws {CcxError} `invalid_argument` */
export function parseStates<T extends WorkState>(text: string, option: string, states: readonly T[]): readonly T[] {
  const words = text.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));
  const found = words.flatMap((word) => states.filter((state) => state === word));
  if (words.length > 0 && found.length === words.length) return found;
  throw new CcxError('invalid_argument', `${option} is "${text}"; ${states.join(', ')} were expected.`);
}
