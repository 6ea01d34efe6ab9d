import { CcxError, type AgentEvent } from '@ccx/contracts';

export interface EventChannelOptions {
  /** Events that wait before the source is held back. */
  readonly capacity: number;
  /** The reader has made room, or has gone. */
  readonly onRoom: () => void;
  /** The reader left before the end. Its `return()` waits for this. */
  readonly onLeave: () => Promise<void>;
}

/** Hands events to at most one reader. Without a reader nothing is kept and nothing is held back. */
export interface EventChannel {
  push(event: AgentEvent): void;
  /** More than the capacity is waiting for an open reader. */
  readonly full: boolean;
  /** No more events; with an error the reader's next step throws it. */
  end(error?: unknown): void;
  /** From now on nobody may attach: the events up to here are gone. */
  closeDoor(): void;
  attach(): AsyncIterator<AgentEvent>;
}

interface Waiting {
  readonly resolve: (step: IteratorResult<AgentEvent>) => void;
  readonly reject: (reason: unknown) => void;
}

export function createEventChannel({ capacity, onRoom, onLeave }: EventChannelOptions): EventChannel {
  let queue: AgentEvent[] = [];
  /** Read events are cut off the queue now and then, not one by one: that would cost the length of the queue each time. */
  let head = 0;
  const waiting: Waiting[] = [];
  let reader: 'none' | 'open' | 'gone' = 'none';
  let doorClosed = false;
  let ended: { readonly error: unknown } | null = null;

  const size = (): number => queue.length - head;

  function take(): AgentEvent | undefined {
    const event = queue[head];
    if (event === undefined) return undefined;
    const wasFull = size() >= capacity;
    head += 1;
    if (head >= 1_024 || head === queue.length) {
      queue = queue.slice(head);
      head = 0;
    }
    if (wasFull && size() < capacity) onRoom();
    return event;
  }

  function leave(): void {
    reader = 'gone';
    queue = [];
    head = 0;
    for (const one of waiting.splice(0)) one.resolve({ done: true, value: undefined });
    onRoom();
  }

  const iterator: AsyncIterator<AgentEvent> = {
    next() {
      const event = take();
      if (event !== undefined) return Promise.resolve({ done: false, value: event });
      if (ended !== null && ended.error !== undefined && reader === 'open') {
        const { error } = ended;
        leave();
        return Promise.reject(error);
      }
      if (ended !== null || reader === 'gone') return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    async return() {
      const early = reader === 'open' && ended === null;
      leave();
      if (early) await onLeave();
      return { done: true, value: undefined };
    },
  };

  return {
    push(event) {
      if (reader === 'gone' || (reader === 'none' && doorClosed)) return;
      const next = waiting.shift();
      if (next === undefined) queue.push(event);
      else next.resolve({ done: false, value: event });
    },
    get full() {
      return reader === 'open' && size() >= capacity;
    },
    end(error) {
      if (ended !== null) return;
      ended = { error };
      for (const one of waiting.splice(0)) {
        if (error === undefined) one.resolve({ done: true, value: undefined });
        else one.reject(error);
      }
    },
    closeDoor() {
      doorClosed = true;
      if (reader === 'none') queue = [];
    },
    attach() {
      if (reader !== 'none') {
        throw new CcxError('invalid_argument', 'This run already has a reader; its events can be read once.', {
          hint: 'Give further listeners to run() as observers.',
        });
      }
      if (doorClosed) {
        throw new CcxError('invalid_argument', 'This run is under way and its first events are gone.', {
          hint: 'Begin to iterate in the same tick in which run() returned, or use an observer.',
        });
      }
      reader = 'open';
      return iterator;
    },
  };
}
