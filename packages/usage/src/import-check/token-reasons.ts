import { addChecked, type CcusageRow, type CheckedTokens } from './ccusage-report.ts';
import type { ImportReason, ImportRule } from './import-rules.ts';
import { checkedOf, NO_CHECKED, type OwnRow } from './own-rows.ts';

/** Whether there is no difference. */
export function isZero({ input, output, cacheWrite, cacheRead }: CheckedTokens): boolean {
  return input === 0 && output === 0 && cacheWrite === 0 && cacheRead === 0;
}

/** In their words; all other agents are not read by ccx. */
const READ: ReadonlySet<string> = new Set(['all', 'claude', 'codex', 'gemini']);

/** What there is to know beside a row. */
export interface RowPlace {
  /** It is made as ccusage makes its daily report. */
  readonly asDaily: boolean;
  /** It is a 5-hour window, and more than one account has calls. */
  readonly mixesAccounts: boolean;
}

/** Why their tokens minus ours are what they are: the rule that says exactly this, else those that may. */
export function tokenReasons(
  difference: CheckedTokens,
  theirs: CcusageRow | undefined,
  ours: OwnRow | undefined,
  place: RowPlace,
): readonly ImportReason[] {
  const calls = ours?.calls ?? [];
  const archived = calls.filter((call) => call.archived);
  const kept = archived.reduce((sum, call) => addChecked(sum, checkedOf(call), 1), NO_CHECKED);
  if (archived.length > 0 && isZero(addChecked(difference, kept, 1))) return [{ rule: 'archived', certain: true }];
  const { input, output, cacheWrite, cacheRead } = difference;
  const numbers = [input, output, cacheWrite, cacheRead];
  const more = moreOf(theirs, ours, place);
  const onlyWrites = input === 0 && output === 0 && cacheRead === 0;
  const fewer: readonly ImportRule[] =
    ours === undefined
      ? []
      : theirs === undefined && place.mixesAccounts
        ? ['merged-accounts']
        : [onlyWrites ? 'split-zero' : 'line-dropped'];
  const rules = numbers.every((number) => number >= 0)
    ? more
    : numbers.every((number) => number <= 0)
      ? fewer
      : more.length === 0
        ? []
        : [...more, ...fewer];
  return rules.map((rule) => ({ rule, certain: false }));
}

/** What makes theirs more. */
function moreOf(
  theirs: CcusageRow | undefined,
  ours: OwnRow | undefined,
  { asDaily, mixesAccounts }: RowPlace,
): readonly ImportRule[] {
  if (theirs?.agents.some((agent) => !READ.has(agent)) === true) return ['other-agents'];
  const merged = mixesAccounts ? (['merged-accounts'] as const) : [];
  if (ours === undefined) return merged;
  if (!asDaily) return ['side-question', ...merged];
  return ours.calls.some(({ requestId }) => (requestId ?? null) === null) ? ['no-request-id'] : [];
}
