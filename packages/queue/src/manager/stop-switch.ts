/** Why work on an item is ended before its end: somebody cancelled it, the manager has to go, its lease was lost. */
export type StopReason = 'cancelled' | 'interrupted' | 'lost';

/** Ends the work on one item; the first reason stays, but a lost lease outweighs all. */
export interface StopSwitch {
  readonly signal: AbortSignal;
  readonly reason: StopReason | null;
  stop(reason: StopReason): void;
}

export function createStopSwitch(): StopSwitch {
  const controller = new AbortController();
  let why: StopReason | null = null;
  return {
    signal: controller.signal,
    get reason() {
      return why;
    },
    stop(reason) {
      if (why === null || reason === 'lost') why = reason;
      controller.abort();
    },
  };
}
