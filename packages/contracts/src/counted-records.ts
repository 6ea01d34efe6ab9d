import { totalTokens, type UsageRecord } from './usage.ts';

/**
 * Which of several records with the same `id` and `part` are calls that count, in the order in which they were handed in.
 * Vendors write a call several times: while it streams, in copies of a conversation, in the log of a side question.
 *
 * - One request is one call, and the record with the most tokens is it; of two alike the one that says what it cost, else
 *   the first. Without a request's id the message's alone names the call.
 * - A copy beside the main conversation gives way to a record of the main conversation.
 *
 * @param sameId records that share `id` and `part`, of any files, the first seen first
 */
export function countedRecords<T extends CountedFields>(sameId: readonly T[]): readonly T[] {
  const best = new Map<string, T>();
  for (const record of sameId) {
    const request = record.requestId ?? '';
    const known = best.get(request);
    if (known === undefined || saysMore(record, known)) best.set(request, record);
  }
  const winners = new Set(best.values());
  const inMain = [...winners].some(({ sidechain }) => sidechain !== true);
  return sameId.filter((record) => winners.has(record) && (!inMain || record.sidechain !== true));
}

/** What tells records of one call apart. */
export type CountedFields = Pick<UsageRecord, 'usage' | 'requestId' | 'sidechain'> &
  Partial<Pick<UsageRecord, 'vendorCostUsd'>>;

function saysMore(record: CountedFields, known: CountedFields): boolean {
  const more = totalTokens(record.usage) - totalTokens(known.usage);
  return (
    more > 0 || (more === 0 && typeof record.vendorCostUsd === 'number' && typeof known.vendorCostUsd !== 'number')
  );
}
