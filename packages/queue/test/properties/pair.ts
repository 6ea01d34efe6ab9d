import assert from 'node:assert/strict';
import { CcxError, type Lease, type WorkItem, type WorkOutcome } from '@ccx/contracts';
import type { FakeClock } from '@ccx/testkit';
import type { Backlog, QueueLimits } from '../../src/index.ts';
import { later, stateOf } from '../suite/subject.ts';
import { Model } from './model.ts';
import type { Operation } from './operations.ts';

/** Narrow everywhere, so that each limit is met. */
export const LIMITS: Partial<QueueLimits> = {
  cap: 6,
  running: 3,
  perKey: 1,
  perLane: { codex: 1 },
  startsPerHour: 5,
  maxAttempts: 3,
  maxStalls: 2,
  backoff: { firstMs: 60_000, factor: 2, maxMs: 3_600_000, jitter: 0 },
  // Keys that rest are told by the suite.
  park: { firstMs: 0, factor: 1, maxMs: 0, jitter: 0 },
};

const MODEL_LIMITS = {
  cap: 6,
  running: 3,
  perKey: 1,
  perLane: { codex: 1 },
  startsPerHour: 5,
  maxAttempts: 3,
  maxStalls: 2,
  backoffMs: [60_000, 120_000],
};

/** A queue and its model, to which the same is done, and which must always tell the same. */
export class Pair {
  readonly #queues: readonly Backlog[];
  #turn = 0;
  readonly #clock: FakeClock;
  readonly #model: Model;
  /** By the order of the claims. */
  readonly #leases: Lease[] = [];
  readonly #ids: string[] = [];

  /** @param queues one, or several connections to the same work, which are used in turn */
  constructor(queues: readonly Backlog[], clock: FakeClock) {
    this.#queues = queues;
    this.#clock = clock;
    this.#model = new Model(MODEL_LIMITS, Date.parse(clock.now()));
  }

  get #queue(): Backlog {
    const queue = this.#queues[this.#turn % this.#queues.length];
    this.#turn += 1;
    assert.ok(queue);
    return queue;
  }

  async do(operation: Operation): Promise<void> {
    await this.#apply(operation);
    await this.#compare();
  }

  async #apply(operation: Operation): Promise<void> {
    const [queue, model] = [this.#queue, this.#model];
    switch (operation.op) {
      case 'enqueue':
        return await this.#enqueue(operation);
      case 'claim':
        return await this.#claim(operation);
      case 'settle':
        return await this.#withLease(operation.which, async (lease, claim) => {
          const outcome = this.#outcome(operation.end, operation.ms);
          assert.equal(await queue.settle(lease, outcome), model.settle(claim, outcome));
        });
      case 'extend':
        return await this.#withLease(operation.which, async (lease, claim) => {
          const run = { sessionId: null, accountId: 'a', effects: 'none', runId: 'r' } as const;
          const extended = await queue.extend(lease, operation.ran ? run : undefined);
          assert.equal(extended, model.extend(claim, operation.ran));
        });
      case 'waive':
        return await this.#withLease(operation.which, async (lease, claim) => {
          await queue.waive(lease);
          model.waive(claim);
        });
      case 'cancel':
        return await this.#withItem(operation.which, async (id, seq) => {
          assert.equal(await queue.cancel(id), model.cancel(seq));
        });
      case 'redrive':
        return await this.#withItem(operation.which, async (id, seq) => {
          const refused = (error: unknown): null => {
            assert.ok(CcxError.is(error, 'invalid_argument'));
            return null;
          };
          assert.equal(await queue.redrive(id).catch(refused), model.redrive(seq));
        });
      case 'hold item':
        return await this.#withItem(operation.which, async (id, seq) => {
          if (['done', 'dead', 'cancelled'].includes((await stateOf(queue, id)) ?? '')) return;
          await queue.hold({ item: id }, this.#instant(operation.ms), 'r');
          model.holdItem(seq, this.#ms(operation.ms));
        });
      case 'free item':
        return await this.#withItem(operation.which, async (id, seq) => {
          await queue.free({ item: id });
          model.freeItem(seq);
        });
      case 'hold':
        await queue.hold(scope(operation), this.#instant(operation.ms), 'r');
        return model.hold(operation.lane, operation.type, this.#ms(operation.ms));
      case 'free':
        await queue.free(scope(operation));
        return model.free(operation.lane, operation.type);
      case 'prioritise':
        return await this.#withItem(operation.which, async (id, seq) => {
          if (['running', 'done'].includes((await stateOf(queue, id)) ?? '')) return;
          await queue.edit(id, { priority: operation.priority });
          model.prioritise(seq, operation.priority);
        });
      case 'advance':
        await this.#clock.advance(operation.ms);
        return model.advance(operation.ms);
      default:
        operation satisfies never;
    }
  }

  async #enqueue(operation: Operation & { op: 'enqueue' }): Promise<void> {
    const { key, limitKey, lane, type, priority, delayMs } = operation;
    const all = this.#ids.length;
    const after = all === 0 ? [] : [...new Set(operation.after.map((which) => all - (which % all)))];
    const [outcome] = await this.#queue.enqueue([
      {
        type,
        payload: null,
        priority,
        dedupKey: key,
        limitKey,
        lane,
        onEffects: 'resume',
        after: after.map((seq) => this.#ids[seq - 1] ?? ''),
        ...(delayMs !== null && { runAt: later(this.#clock.now(), delayMs) }),
      },
    ]);
    if (outcome?.is === 'enqueued') this.#ids.push(outcome.id);
    const told =
      outcome?.is === 'enqueued'
        ? `enqueued #${this.#ids.length}`
        : outcome?.is === 'duplicate'
          ? `duplicate of #${this.#ids.indexOf(outcome.of) + 1}, ${outcome.state}`
          : outcome?.is === 'full'
            ? `full at ${outcome.cap}`
            : outcome?.reason;
    const draft = { key, limitKey, lane, type, priority, after, runAt: this.#ms(delayMs) };
    assert.equal(told, this.#model.enqueue(draft));
  }

  async #claim({ lanes, leaseMs, agentless }: Operation & { op: 'claim' }): Promise<void> {
    const by = { lanes, leaseMs, agentless: agentless ? ['command'] : [] };
    const { lease, nextAt } = await this.#queue.claim({ worker: 'w', ...by });
    assert.equal(lease?.item.seq ?? null, this.#model.claim(by));
    if (lease !== null) {
      this.#leases.push(lease);
      return;
    }
    // Whoever asks again when he was told misses nothing, and does not ask in vain all the time.
    const possible = this.#model.nextAt(by);
    assert.ok(nextAt === null || Date.parse(nextAt) > this.#model.now, `asked to come back at ${nextAt}`);
    assert.ok(possible === null || Date.parse(nextAt ?? '') <= possible, `${nextAt} is later than ${possible}`);
  }

  async #compare(): Promise<void> {
    const [queue, model] = [this.#queue, this.#model];
    // Somebody always looks: what became due, or was lost, is noticed.
    assert.equal((await queue.claim({ worker: 'w', lanes: [], leaseMs: 1000 })).lease, null);
    const found: WorkItem[] = [];
    for await (const item of queue.list()) found.push(item);
    assert.deepEqual(
      found.toSorted((a, b) => a.seq - b.seq).map(told),
      model.items.map(({ seq, state, priority, runAt, attempts, stalls, cancelling }) => ({
        seq,
        state,
        priority,
        runAt,
        attempts,
        stalls,
        cancelling,
      })),
    );
    assert.deepEqual(
      found.filter(({ state }) => state === 'waiting').map(({ seq }) => seq),
      model.order('waiting'),
    );
    assert.equal((await queue.stats()).rate.used, model.used());
    assert.equal(await queue.inProgress(), model.order('running').length);
  }

  async #withLease(which: number, use: (lease: Lease, claim: number) => Promise<void>): Promise<void> {
    const claim = this.#leases.length - (which % Math.max(1, this.#leases.length));
    const lease = this.#leases[claim - 1];
    if (lease !== undefined) await use(lease, claim);
  }

  async #withItem(which: number, use: (id: string, seq: number) => Promise<void>): Promise<void> {
    const seq = this.#ids.length - (which % Math.max(1, this.#ids.length));
    const id = this.#ids[seq - 1];
    if (id !== undefined) await use(id, seq);
  }

  #outcome(is: WorkOutcome['is'], ms: number | null): WorkOutcome {
    if (is === 'done') return { is, result: null };
    if (is === 'retry') return { is, reason: 'r', ...(ms !== null && { afterMs: ms }) };
    if (is === 'wait') return { is, reason: 'r', until: this.#instant(ms) };
    return { is, reason: 'r' };
  }

  #ms(ms: number | null): number | null {
    return ms === null ? null : this.#model.now + ms;
  }

  #instant(ms: number | null): string | null {
    return ms === null ? null : later(this.#clock.now(), ms);
  }
}

function told({ seq, state, priority, runAt, attempts, stalls = 0, cancelling = false }: WorkItem): object {
  return { seq, state, priority, runAt: Date.parse(runAt ?? ''), attempts, stalls, cancelling };
}

function scope({ lane, type }: { readonly lane: string; readonly type: string }): { lane?: string; type?: string } {
  return { ...(lane !== '' && { lane }), ...(type !== '' && { type }) };
}
