import type { Instant } from '@ccx/contracts';
import type { Backlog, WorkEvent } from '@ccx/queue';

/** The id of the last event; 0 where there is none. A queue may have a million, so it is not looked for from the first. */
export function lastEventId(queue: Pick<Backlog, 'events'>): Promise<number> {
  return lastId(queue, () => true);
}

/** The id of the last event before an instant, as the queue's clock showed it. */
export function lastEventBefore(queue: Pick<Backlog, 'events'>, at: Instant): Promise<number> {
  return lastId(queue, (event) => event.at < at);
}

/** The greatest id of an event that is early, where those that are early come before those that are not. */
async function lastId({ events }: Pick<Backlog, 'events'>, isEarly: (event: WorkEvent) => boolean): Promise<number> {
  const next = async (after: number): Promise<number | null> => {
    const [event] = await events(after, 1);
    return event !== undefined && isEarly(event) ? event.id : null;
  };
  let known = 0;
  let step = 1;
  for (let id = await next(known); id !== null; id = await next(known + step - 1)) {
    known = id;
    step *= 2;
  }
  for (; step >= 1; step = Math.floor(step / 2)) {
    const id = await next(known + step - 1);
    if (id !== null) known = id;
  }
  return known;
}
