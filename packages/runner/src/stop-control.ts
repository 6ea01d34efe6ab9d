/**
 * How urgently a run is to end: `polite` leaves the agent time to finish its sentence, `soon` only to put its things
 * down, `now` none.
 */
export type StopLevel = 'polite' | 'soon' | 'now';

const ORDER: readonly StopLevel[] = ['polite', 'soon', 'now'];

/** The caller's wish to end a run; it can only become more urgent. */
export interface StopControl {
  ask(level: StopLevel): void;
  readonly level: StopLevel | null;
  /** Resolves as soon as the wish is at least this urgent. */
  reached(level: StopLevel): Promise<void>;
}

export function createStopControl(): StopControl {
  let level: StopLevel | null = null;
  const waiting: { readonly from: number; readonly wake: () => void }[] = [];
  const rank = (one: StopLevel | null): number => (one === null ? -1 : ORDER.indexOf(one));
  return {
    ask(wanted) {
      if (rank(wanted) <= rank(level)) return;
      level = wanted;
      for (const { from, wake } of waiting) if (from <= rank(wanted)) wake();
    },
    get level() {
      return level;
    },
    reached(wanted) {
      if (rank(level) >= rank(wanted)) return Promise.resolve();
      return new Promise((wake) => waiting.push({ from: rank(wanted), wake }));
    },
  };
}
