import type { WorkOutcome, WorkState } from '@ccx/contracts';

/** An item as the model knows it: fields that may be changed in place, times in milliseconds. */
export interface ModelItem {
  readonly seq: number;
  readonly key: string;
  readonly limitKey: string;
  readonly lane: string;
  readonly type: string;
  priority: number;
  runAt: number;
  state: WorkState;
  attempts: number;
  stalls: number;
  cancelling: boolean;
  /** Held by a person; `until` `null` is for good. */
  hold: { readonly until: number | null } | null;
  /** Sequence numbers of what must be done first. */
  readonly after: readonly number[];
  /** The newest lease, by the order of all claims. */
  lease: { readonly claim: number; expires: number; readonly lengthMs: number; place: boolean; ran: boolean } | null;
}

export interface ModelLimits {
  readonly cap: number;
  readonly running: number;
  readonly perKey: number;
  readonly perLane: Readonly<Record<string, number>>;
  readonly startsPerHour: number;
  readonly maxAttempts: number;
  readonly maxStalls: number;
  readonly backoffMs: readonly number[];
}

export interface ModelClaim {
  readonly lanes: readonly string[];
  readonly leaseMs: number;
  readonly agentless: readonly string[];
}

export type ModelDraft = Pick<ModelItem, 'key' | 'limitKey' | 'lane' | 'type' | 'priority' | 'after'> & {
  readonly runAt: number | null;
};

interface ModelHold {
  readonly lane: string;
  readonly type: string;
  readonly until: number | null;
}

const LIVE: ReadonlySet<WorkState> = new Set(['waiting', 'delayed', 'held', 'running', 'needs-human']);
const HOUR_MS = 3_600_000;

/**
 * The queue as plain arrays: every question is answered by looking at all items. It knows nothing of how a real one
 * finds them.
 */
export class Model {
  readonly limits: ModelLimits;
  now: number;
  readonly items: ModelItem[] = [];
  readonly starts: { readonly at: number; readonly claim: number }[] = [];
  readonly holds: Map<string, ModelHold> = new Map();
  claims = 0;

  constructor(limits: ModelLimits, now: number) {
    this.limits = limits;
    this.now = now;
  }

  /** Moves time, and everything to what it is then. */
  advance(ms: number): void {
    this.now += ms;
    for (const item of this.items) {
      if (item.state === 'running' && item.lease !== null && item.lease.expires <= this.now) this.#lose(item);
    }
    for (const [name, { until }] of this.holds) if (until !== null && until <= this.now) this.holds.delete(name);
    for (const item of this.items) this.#stand(item);
  }

  enqueue(draft: ModelDraft): string {
    const twin = draft.key === '' ? undefined : this.items.find((one) => one.key === draft.key && LIVE.has(one.state));
    if (twin !== undefined) return `duplicate of #${twin.seq}, ${twin.state}`;
    const held = this.items.filter(({ state }) => ['waiting', 'delayed', 'held'].includes(state)).length;
    if (held >= this.limits.cap) return `full at ${this.limits.cap}`;
    const item: ModelItem = {
      ...draft,
      seq: this.items.length + 1,
      runAt: draft.runAt ?? this.now,
      state: 'waiting',
      attempts: 0,
      stalls: 0,
      cancelling: false,
      hold: null,
      lease: null,
    };
    this.items.push(item);
    this.#stand(item);
    return `enqueued #${item.seq}`;
  }

  /** The number of the item that is claimed, `null` where there is none. */
  claim(by: ModelClaim): number | null {
    const item = this.#next(by);
    if (item === undefined) return null;
    const place = !by.agentless.includes(item.type);
    this.claims += 1;
    item.state = 'running';
    item.lease = { claim: this.claims, expires: this.now + by.leaseMs, lengthMs: by.leaseMs, place, ran: false };
    if (place) this.starts.push({ at: this.now, claim: this.claims });
    return item.seq;
  }

  /** When a claim could first find something if nobody did anything: by trying every moment at which anything changes. */
  nextAt(by: ModelClaim): number | null {
    const later = this.#copy();
    for (;;) {
      const moments = [
        ...later.items.flatMap(({ state, runAt, hold, lease }) => [
          state === 'delayed' ? runAt : null,
          state === 'held' ? (hold?.until ?? null) : null,
          state === 'running' ? (lease?.expires ?? null) : null,
        ]),
        ...[...later.holds.values()].map(({ until }) => until),
        ...later.starts.map(({ at }) => at + HOUR_MS),
      ].filter((ms) => ms !== null && ms > later.now);
      if (moments.length === 0) return null;
      later.advance(Math.min(...moments.map(Number)) - later.now);
      if (later.#next(by) !== undefined) return later.now;
    }
  }

  holder(claim: number): ModelItem | null {
    return this.items.find(({ state, lease }) => state === 'running' && lease?.claim === claim) ?? null;
  }

  /** `ran`: a run has begun, so that its start is spent whatever comes. */
  extend(claim: number, ran: boolean): boolean {
    const item = this.holder(claim);
    if (item?.lease === null || item === null) return false;
    item.lease.expires = this.now + item.lease.lengthMs;
    item.lease.ran ||= ran;
    return true;
  }

  waive(claim: number): void {
    const item = this.holder(claim);
    if (item?.lease === null || item === null) return;
    item.lease.place = false;
    this.#refund(claim);
  }

  settle(claim: number, outcome: WorkOutcome): 'settled' | 'stale' {
    const item = this.holder(claim);
    if (item === null) return 'stale';
    const ran = item.lease?.ran === true;
    item.lease = null;
    if (item.cancelling && (outcome.is === 'retry' || outcome.is === 'wait')) this.#end(item, 'cancelled');
    else if (outcome.is === 'done' || outcome.is === 'cancelled') this.#end(item, outcome.is);
    else if (outcome.is === 'dead') {
      item.attempts += 1;
      this.#end(item, 'dead');
    } else if (outcome.is === 'needs-human') {
      item.state = 'needs-human';
      item.cancelling = false;
    } else if (outcome.is === 'wait') {
      if (!ran) this.#refund(claim);
      const until = outcome.until === null ? this.now + 300_000 : Date.parse(outcome.until);
      if (until > this.now) item.runAt = until;
      this.#back(item);
    } else if (outcome.is === 'retry') {
      item.attempts += 1;
      if (item.attempts >= this.limits.maxAttempts) this.#end(item, 'dead');
      else {
        item.runAt = this.now + (outcome.afterMs ?? this.limits.backoffMs[item.attempts - 1] ?? Number.NaN);
        this.#back(item);
      }
    }
    return 'settled';
  }

  cancel(seq: number): WorkState {
    const item = this.item(seq);
    if (item.state === 'running') item.cancelling = true;
    else if (LIVE.has(item.state)) this.#end(item, 'cancelled');
    return item.state;
  }

  /** `null`: its key belongs to another one. */
  redrive(seq: number): boolean | null {
    const item = this.item(seq);
    if (!['dead', 'cancelled', 'needs-human'].includes(item.state)) return false;
    const taken = this.items.some(
      (one) => one !== item && one.key === item.key && one.key !== '' && LIVE.has(one.state),
    );
    if (taken) return null;
    Object.assign(item, { attempts: 0, stalls: 0, runAt: this.now, hold: null, cancelling: false });
    this.#back(item);
    this.#standAll();
    return true;
  }

  hold(lane: string, type: string, until: number | null): void {
    if (until === null || until > this.now) this.holds.set(`${lane}/${type}`, { lane, type, until });
    else this.free(lane, type);
  }

  free(lane: string, type: string): void {
    this.holds.delete(`${lane}/${type}`);
  }

  holdItem(seq: number, until: number | null): void {
    const item = this.item(seq);
    item.hold = { until };
    this.#stand(item);
  }

  freeItem(seq: number): void {
    const item = this.item(seq);
    item.hold = null;
    this.#stand(item);
  }

  prioritise(seq: number, priority: number): void {
    this.item(seq).priority = priority;
  }

  item(seq: number): ModelItem {
    const item = this.items[seq - 1];
    if (item === undefined) throw new Error(`there is no #${seq}`);
    return item;
  }

  /** All that wait, as they would be claimed if nothing held them back. */
  order(state: WorkState): readonly number[] {
    return this.items
      .filter((item) => item.state === state)
      .toSorted((a, b) => a.priority - b.priority || a.runAt - b.runAt || a.seq - b.seq)
      .map(({ seq }) => seq);
  }

  used(): number {
    return this.starts.filter(({ at }) => at > this.now - HOUR_MS).length;
  }

  #next({ lanes, agentless }: ModelClaim): ModelItem | undefined {
    const { running, perKey, perLane, startsPerHour } = this.limits;
    const runs = this.items.filter(({ state }) => state === 'running');
    const places = runs.filter(({ lease }) => lease?.place === true);
    const full = this.used() >= startsPerHour || places.length >= running;
    const free = (item: ModelItem): boolean =>
      (agentless.includes(item.type) || (!full && lanes.includes(item.lane))) &&
      ![...this.holds.values()].some(
        ({ lane, type }) => (lane === '' || lane === item.lane) && (type === '' || type === item.type),
      ) &&
      (item.limitKey === '' || runs.filter(({ limitKey }) => limitKey === item.limitKey).length < perKey) &&
      (perLane[item.lane] === undefined ||
        places.filter(({ lane }) => lane === item.lane).length < (perLane[item.lane] ?? 0));
    return this.order('waiting')
      .map((seq) => this.item(seq))
      .find(free);
  }

  #lose(item: ModelItem): void {
    item.stalls += 1;
    item.lease = null;
    if (item.cancelling) this.#end(item, 'cancelled');
    else if (item.stalls >= this.limits.maxStalls) this.#end(item, 'dead');
    else this.#back(item);
  }

  #end(item: ModelItem, state: 'done' | 'dead' | 'cancelled'): void {
    Object.assign(item, { state, hold: null, cancelling: false, lease: null });
    this.#standAll();
  }

  #back(item: ModelItem): void {
    item.state = 'waiting';
    this.#stand(item);
  }

  #standAll(): void {
    for (const item of this.items) this.#stand(item);
  }

  /** Where an item stands that neither runs nor has ended. */
  #stand(item: ModelItem): void {
    if (!['waiting', 'delayed', 'held'].includes(item.state)) return;
    if (item.hold !== null && item.hold.until !== null && item.hold.until <= this.now) item.hold = null;
    const blocked = item.after.some((seq) => this.item(seq).state !== 'done');
    item.state = item.hold !== null || blocked ? 'held' : item.runAt > this.now ? 'delayed' : 'waiting';
  }

  #refund(claim: number): void {
    const index = this.starts.findIndex((start) => start.claim === claim);
    if (index >= 0) this.starts.splice(index, 1);
  }

  #copy(): Model {
    const copy = new Model(this.limits, this.now);
    copy.items.push(...structuredClone(this.items));
    copy.starts.push(...this.starts);
    for (const [name, hold] of this.holds) copy.holds.set(name, hold);
    copy.claims = this.claims;
    return copy;
  }
}
