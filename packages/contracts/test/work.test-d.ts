import type {
  EnqueueOutcome,
  FleetExtras,
  RunResult,
  SkipAgent,
  WorkDraft,
  WorkHandler,
  WorkItem,
  WorkOutcome,
  WorkState,
} from '../src/index.ts';

declare const outcome: EnqueueOutcome;
declare const item: WorkItem;

export function idOf(): string | null {
  // @ts-expect-error only an item that was taken has an id
  if (outcome.id) return null;
  switch (outcome.is) {
    case 'enqueued':
      return outcome.id;
    case 'duplicate':
      return outcome.of;
    case 'full':
      return String(outcome.cap);
    case 'rejected':
      return outcome.reason;
    default: {
      const nothing: never = outcome;
      return nothing;
    }
  }
}

export const draft: WorkDraft = { type: 'prompt', payload: {}, priority: 10, onEffects: 'ask' };
// @ts-expect-error what happens after a cut run that changed something must be decided by whoever makes the work
export const careless: WorkDraft = { type: 'prompt', payload: {}, priority: 10 };

export const waiting: WorkOutcome = { is: 'wait', reason: 'limited', until: null };
// @ts-expect-error an unknown end of a wait is null, not left out
export const vague: WorkOutcome = { is: 'wait', reason: 'limited' };
// @ts-expect-error work ends dead for a reason
export const silent: WorkOutcome = { is: 'dead' };
// @ts-expect-error a state that no item has
export const state: WorkState = 'failed';
// @ts-expect-error progress is read from the item, and kept by extending its lease
item.progress = null;

/** The payload's type is what `parse` returns, and reaches `prepare` and `finish`. */
export const handler: WorkHandler<{ readonly path: string }> = {
  type: 'review',
  parse: (payload) => ({ path: String(payload) }),
  prepare: async (payload) => ({
    request: { prompt: `Review ${payload.path}`, cwd: payload.path, permission: 'safe' },
    need: { agents: ['claude'], only: [], pinned: false, model: null, attended: false },
  }),
  finish: async (payload, end) => ({ is: 'done', result: 'skipAgent' in end ? end.skipAgent : payload.path }),
};

export const untyped: WorkHandler = {
  ...handler,
  // @ts-expect-error a payload is unknown until it is parsed
  finish: async (payload: unknown, _end: RunResult | SkipAgent) => ({ is: 'done', result: payload.path }),
};

export const nothingKnown: FleetExtras = {};
export const unknownCost: FleetExtras = { costUsd: null };
// @ts-expect-error the cost is unknown (null) or nobody's business (absent)
export const undefinedCost: FleetExtras = { costUsd: undefined };
