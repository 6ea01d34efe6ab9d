import type { EnqueueOutcome, Instant, WorkDraft } from '@ccx/contracts';
import type { Backlog } from '@ccx/queue';

/** A draft, what it is called, and what it comes after: names of others that are put in with it, or ids. */
export interface NamedDraft {
  readonly draft: WorkDraft;
  readonly name: string | null;
  readonly after: readonly string[];
  /** Held from the beginning, and why; `null` is not. */
  readonly held: string | null;
}

/**
 * Puts drafts into the queue, in groups of which none needs what comes after it. What was refused takes with it what
 * comes after it; one that is there already stands for its twin.
 */
export async function putIn<T extends NamedDraft>(
  queue: Backlog,
  groups: readonly (readonly T[])[],
): Promise<ReadonlyMap<T, EnqueueOutcome>> {
  const outcomes = new Map<T, EnqueueOutcome>();
  const ids = new Map<string, string | null>();
  for (const group of groups) {
    const ready = group.map((one) => ({ one, draft: readyDraft(one, ids) }));
    for (const { one, draft } of ready) {
      if (typeof draft === 'string') outcomes.set(one, { is: 'rejected', reason: draft });
    }
    const given = ready.flatMap(({ one, draft }) => (typeof draft === 'string' ? [] : [{ one, draft }]));
    const told = await queue.enqueue(given.map(({ draft }) => draft));
    for (const [at, { one }] of given.entries()) {
      const outcome = told[at];
      if (outcome === undefined) continue;
      outcomes.set(one, outcome);
      if (outcome.is === 'enqueued' && one.held !== null) await holdNew(queue, outcome.id, one);
    }
    for (const one of group) {
      if (one.name !== null) ids.set(one.name, idOf(outcomes.get(one)));
    }
  }
  return outcomes;
}

const LATER_MS = 3_600_000;

/** What is to be held is put in as something for later, so that nobody takes it before it is held. */
function readyDraft({ draft, after, held }: NamedDraft, ids: ReadonlyMap<string, string | null>): WorkDraft | string {
  const needed = after.map((word) => (ids.has(word) ? (ids.get(word) ?? null) : word));
  const lost = after.find((_, at) => needed[at] === null);
  if (lost !== undefined) return `it comes after "${lost}", which was not taken`;
  const found = needed.filter((id) => id !== null);
  const runAt = held === null ? draft.runAt : laterOf(draft.runAt);
  return {
    ...draft,
    ...(found.length > 0 && { after: found }),
    ...(runAt !== undefined && { runAt }),
  };
}

async function holdNew(queue: Backlog, id: string, { draft, held }: NamedDraft): Promise<void> {
  await queue.hold({ item: id }, null, held ?? '');
  await queue.edit(id, { runAt: draft.runAt ?? null });
}

function laterOf(runAt: Instant | undefined): Instant {
  const later = new Date(Date.now() + LATER_MS).toISOString();
  return runAt !== undefined && runAt > later ? runAt : later;
}

function idOf(outcome: EnqueueOutcome | undefined): string | null {
  if (outcome?.is === 'enqueued') return outcome.id;
  return outcome?.is === 'duplicate' ? outcome.of : null;
}
