import type { QuotaSnapshot, QuotaWindow } from '@ccx/contracts';

/** The windows that limit every run of the account: not the week of a model, nor extra usage. */
export function accountWindows(snapshot: QuotaSnapshot | null): readonly QuotaWindow[] {
  return (snapshot?.windows ?? []).filter(({ appliesTo, id }) => appliesTo === null && id !== 'extra');
}
