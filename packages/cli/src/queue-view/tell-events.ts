import type { WorkEvent } from '@ccx/queue';
import { printableLine } from '../render/printable.ts';
import { eventWords } from './event-words.ts';

export interface EventTellerOptions {
  /** What a person calls an account. */
  readonly nameOf: (accountId: string) => string;
  readonly timeZone: string;
}

/** Puts events of any items into words, in their order; `null` for one that says nothing that was not said before. */
export type EventTeller = (event: WorkEvent) => string | null;

/** A worker writes down how far it got again and again: each fact of a claim is told once. */
export function createEventTeller({ nameOf, timeZone }: EventTellerOptions): EventTeller {
  const told = new Map<string, ReadonlySet<string>>();
  return (event) => {
    const { item, kind, detail } = event;
    if (item !== null && kind === 'claimed') told.delete(item);
    if (item === null || kind !== 'progress') return eventWords(event, { now: new Date().toISOString(), timeZone });
    const before = told.get(item);
    const facts = factsOf(detail, nameOf);
    told.set(item, new Set([...(before ?? []), ...facts]));
    const news = facts.filter((fact) => before?.has(fact) !== true);
    return news.length === 0 ? null : `progress  ${printableLine(news.join(', '))}`;
  };
}

function factsOf(
  { accountId, sessionId, effects }: WorkEvent['detail'],
  nameOf: EventTellerOptions['nameOf'],
): readonly string[] {
  return [
    ...(typeof accountId === 'string' ? [`on ${nameOf(accountId)}`] : []),
    ...(typeof sessionId === 'string' ? [`session ${sessionId}`] : []),
    ...(effects === 'possible' ? ['a tool may have changed something'] : []),
  ];
}
