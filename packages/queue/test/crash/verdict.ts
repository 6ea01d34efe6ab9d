import { isDeepStrictEqual } from 'node:util';
import type { WorkItem } from '@ccx/contracts';
import type { Backlog, WorkEvent } from '../../src/index.ts';
import { readNotes, type SignedNote } from './notes.ts';

export interface Verdict {
  readonly items: number;
  readonly kills: number;
  readonly freezes: number;
  /** Leases that expired. */
  readonly stalls: number;
  /** Ends that the queue refused, because their item had been given to somebody else. */
  readonly refused: number;
  /** Claims that went on in the session of a worker that was lost. */
  readonly resumed: number;
  /** What must not be, as sentences. */
  readonly wrong: readonly string[];
}

/** Holds what the workers noted against what the queue says, after all of it is done. */
export async function judge(queue: Backlog, folder: string): Promise<Omit<Verdict, 'items' | 'kills' | 'freezes'>> {
  const notes = Map.groupBy(readNotes(folder), ({ item }) => item);
  const events = Map.groupBy(await eventsAfter(queue, 0), ({ item }) => item);
  const wrong: string[] = [];
  let [stalls, refused, resumed] = [0, 0, 0];
  for await (const item of queue.list()) {
    const [said, told] = [notes.get(item.id) ?? [], events.get(item.id) ?? []];
    wrong.push(...faults(item, said, told).map((fault) => `#${item.seq} ${fault}`));
    stalls += of(told, 'stalled').length;
    refused += of(said, 'stale').length;
    resumed += of(said, 'started').filter(({ worker, session }) => !session.startsWith(`${worker}/`)).length;
  }
  return { stalls, refused, resumed, wrong };
}

function faults(item: WorkItem, said: readonly SignedNote[], told: readonly WorkEvent[]): readonly string[] {
  const found: string[] = [];
  if (item.state !== 'done') found.push(`is ${item.state}`);
  if (of(told, 'done').length !== 1) found.push(`was done ${of(told, 'done').length} times`);
  const made = (note: SignedNote): boolean =>
    isDeepStrictEqual(item.result, { worker: note.worker, token: note.token });
  if (of(said, 'effect').filter(made).length !== 1) found.push('has a result that nobody made, or two did');
  const settled = of(said, 'settled');
  if (settled.length > 1) found.push(`was settled ${settled.length} times`);
  if (!settled.every(made)) found.push('has another result than that of the one whose end was taken');
  const last = of(told, 'claimed').at(-1)?.detail['worker'];
  const ended = of(said, 'effect').find(made)?.worker;
  if (last !== ended) found.push(`was ended by ${ended}, and ${String(last)} had it`);
  if (of(said, 'stale').some(made)) found.push('has the result of one whose end was refused');
  if (of(said, 'stale').length > of(told, 'late').length) found.push('does not tell of an end that was refused');
  const sessions = new Set(of(said, 'started').map(({ session }) => session));
  if (sessions.size > 1) found.push(`was begun afresh: ${[...sessions].join(', ')}`);
  if (of(told, 'claimed').length !== of(told, 'stalled').length + 1) {
    found.push(`was claimed ${of(told, 'claimed').length} times and lost ${of(told, 'stalled').length} times`);
  }
  return found;
}

function of<T extends { readonly is: string } | { readonly kind: string }>(
  all: readonly T[],
  kind: string,
): readonly T[] {
  return all.filter((one) => ('is' in one ? one.is : one.kind) === kind);
}

/** All events after one, however many they are. */
export async function eventsAfter(queue: Backlog, id: number): Promise<readonly WorkEvent[]> {
  const all: WorkEvent[] = [];
  for (let after = id; ;) {
    const some = await queue.events(after, 1000);
    const last = some.at(-1);
    if (last === undefined) return all;
    all.push(...some);
    after = last.id;
  }
}
