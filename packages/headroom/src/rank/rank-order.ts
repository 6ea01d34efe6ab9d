/**
 * What may set one account above another, the strongest first:
 * - `room` the other one is blocked; `plan` the plan of the other one is used up, or may be
 * - `wish` an earlier group of the need; `agent` an agent that is named earlier
 * - `evidence` the other one has no fresh numbers, and the policy avoids such; `strategy` the policy's
 * - `score`, then `priority`; `name` nothing but the order of names
 */
export type RankRule = 'room' | 'plan' | 'wish' | 'agent' | 'evidence' | 'strategy' | 'score' | 'priority' | 'name';

/** One value for each rule, the smaller the better. The names end in the account's id, so that no two are equal. */
export type Standing = Readonly<Record<Exclude<RankRule, 'name'>, number>> & { readonly name: readonly string[] };

const NUMBERS = ['room', 'plan', 'wish', 'agent', 'evidence', 'strategy', 'score', 'priority'] as const;

export function compareStandings(a: Standing, b: Standing): number {
  const rule = decidingRule(a, b);
  if (rule !== 'name') return a[rule] < b[rule] ? -1 : 1;
  for (const [at, name] of a.name.entries()) {
    const other = b.name[at] ?? '';
    if (name !== other) return name < other ? -1 : 1;
  }
  return 0;
}

/** The first rule by which they differ. */
export function decidingRule(a: Standing, b: Standing): RankRule {
  return NUMBERS.find((rule) => a[rule] !== b[rule]) ?? 'name';
}
