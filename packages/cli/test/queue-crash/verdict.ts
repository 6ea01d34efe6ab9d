import { readFileSync } from 'node:fs';
import type { WorkItem } from '@ccx/contracts';
import type { Backlog, WorkEvent } from '@ccx/queue';

export interface Verdict {
  readonly items: number;
  readonly done: number;
  /** Set apart for a person, who is told the session. */
  readonly asked: number;
  /** Set apart for a person, with no session to tell: the agent was killed before it named one. */
  readonly unnamed: number;
  /** Leases that expired. */
  readonly stalls: number;
  /** Items whose worker was lost and that came to their end in the session that they had. */
  readonly resumed: number;
  /** Items whose worker was lost, and that began again in a new session: nothing had been done in the first. */
  readonly afresh: number;
  /** Ends that the queue refused, because their item had been given to somebody else. */
  readonly refused: number;
  /** What must not be, as sentences. */
  readonly wrong: readonly string[];
}

/** Holds what the queue says after all of it has ended against what was really done: one line for each time. */
export async function judge(queue: Backlog, effects: string): Promise<Verdict> {
  const done = Map.groupBy(readFileSync(effects, 'utf8').split('\n'), (line) => line);
  const events = Map.groupBy(await eventsAfter(queue, 0), ({ item }) => item);
  const wrong: string[] = [];
  const sums = { items: 0, done: 0, asked: 0, unnamed: 0, stalls: 0, resumed: 0, afresh: 0, refused: 0 };
  for await (const item of queue.list()) {
    const told = events.get(item.id) ?? [];
    const times = done.get(item.dedupKey ?? '')?.length ?? 0;
    const sessions = sessionsOf(told);
    wrong.push(...faultsOf(item, times, sessions).map((fault) => `#${item.seq} ${fault}${history(told)}`));
    const stalls = count(told, 'stalled');
    sums.items += 1;
    sums.done += Number(item.state === 'done');
    sums.asked += Number(item.state === 'needs-human' && sessions.size > 0);
    sums.unnamed += Number(item.state === 'needs-human' && sessions.size === 0);
    sums.stalls += stalls;
    sums.resumed += Number(stalls > 0 && sessions.size === 1 && item.state === 'done');
    sums.afresh += Number(sessions.size > 1);
    sums.refused += count(told, 'late');
  }
  return { ...sums, wrong };
}

function faultsOf(
  { state, reason = '', lastError }: WorkItem,
  times: number,
  sessions: ReadonlySet<string>,
): readonly string[] {
  if (times > 1) return [`is ${state} and was done ${times} times`];
  if (state === 'done') return times === 1 ? [] : ['is done, and nobody did it'];
  if (state !== 'needs-human') return [`is ${state}: ${reason === '' ? lastError : reason}`];
  const says = sessions.size === 0 || [...sessions].some((session) => reason.includes(session));
  return says ? [] : [`needs a person, who is not told its session: ${reason}`];
}

function sessionsOf(told: readonly WorkEvent[]): ReadonlySet<string> {
  return new Set(told.flatMap(({ detail: { sessionId } }) => (typeof sessionId === 'string' ? [sessionId] : [])));
}

function history(told: readonly WorkEvent[]): string {
  return told.map(({ kind, detail }) => `\n    ${kind} ${JSON.stringify(detail)}`).join('');
}

function count(told: readonly WorkEvent[], kind: WorkEvent['kind']): number {
  return told.filter((event) => event.kind === kind).length;
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
