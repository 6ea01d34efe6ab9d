import { type Instant, instantFromMs, type RunTarget, type WorkItem } from '@ccx/contracts';
import { GUESS_MS } from './estimate.ts';
import type { PlanEntry, PlanOptions } from './plan-options.ts';

/** What is known of when and where each item runs. */
export interface PlanBook {
  readonly trueItem: (id: string) => WorkItem;
  /** How long it takes from now on, in milliseconds. */
  readonly durationOf: (id: string) => number;
  begins(
    item: WorkItem,
    about: { readonly at: Instant; readonly target: RunTarget | null; readonly why: string | null },
  ): void;
  ended(item: WorkItem, at: Instant): void;
  readonly hasBegun: (item: WorkItem) => boolean;
  /** `whyNot`: of items that did not begin. */
  entries(whyNot: ReadonlyMap<string, string>): readonly PlanEntry[];
}

/** Less than this nobody plans for what should be over by now. */
const LEAST_MS = 60_000;

export function createPlanBook({ items, estimate, now }: Pick<PlanOptions, 'items' | 'estimate' | 'now'>): PlanBook {
  const byId = new Map(items.map((item) => [item.id, item]));
  const estimates = new Map(items.map((item) => [item.id, estimate(item)]));
  const begun = new Map<string, Omit<PlanEntry, 'item' | 'guessed'>>();

  const trueItem = (id: string): WorkItem => {
    const item = byId.get(id);
    if (item === undefined) throw new TypeError(`A plan met the item "${id}", which it does not have.`);
    return item;
  };
  const durationOf = (id: string): number => {
    const { state, startedAt } = trueItem(id);
    const whole = estimates.get(id) ?? GUESS_MS;
    if (state !== 'running' || startedAt === undefined) return whole;
    return Math.max(LEAST_MS, whole - (Date.parse(now) - Date.parse(startedAt)));
  };
  /** Nothing keeps back what runs already, whatever the plan's own claim of it had to wait for. */
  const runningOf = (
    { id, startedAt = now, progress }: WorkItem,
    account: string | null,
  ): Omit<PlanEntry, 'item' | 'guessed'> => ({
    at: startedAt,
    until: instantFromMs(Date.parse(now) + durationOf(id)),
    account: account ?? progress?.profile ?? progress?.accountId ?? null,
    waitsFor: null,
  });
  const order = ({ at, item }: PlanEntry): string => `${at ?? '~'} ${String(item.seq).padStart(16, '0')}`;

  return {
    trueItem,
    durationOf,
    hasBegun: ({ id }) => begun.has(id),
    begins(item, { at, target, why }) {
      const account = target === null ? null : (target.name ?? target.account.id);
      begun.set(item.id, { at, until: null, account, waitsFor: why });
    },
    ended(item, at) {
      const known = begun.get(item.id);
      if (known !== undefined) begun.set(item.id, { ...known, until: at });
    },
    entries: (whyNot) =>
      items
        .map((item): PlanEntry => {
          const guessed = estimates.get(item.id) === null;
          const known = begun.get(item.id);
          if (item.state === 'running') return { item, ...runningOf(item, known?.account ?? null), guessed };
          if (known === undefined)
            return { item, at: null, until: null, account: null, waitsFor: whyNot.get(item.id) ?? null, guessed };
          const { at } = known;
          const end = known.until ?? (at === null ? null : instantFromMs(Date.parse(at) + durationOf(item.id)));
          return { item, ...known, until: end, guessed };
        })
        .toSorted((a, b) => (order(a) < order(b) ? -1 : 1)),
  };
}
