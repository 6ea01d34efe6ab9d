import type { Account, AgentKind, RunNeed } from '@ccx/contracts';

/** What a person said of the account of a run, and what may be chosen where nobody did. */
export interface RunWish {
  /** Accounts that a rule names, the preferred one first; `null`: nobody chose. */
  readonly pinned: readonly Account[] | null;
  /** More accounts to which a pinned run may move, and all from which another one is chosen; `null`: not said. */
  readonly only: readonly Account[] | null;
  /** Where a run may go on when nothing else has room: accounts by name, or all of an agent's. */
  readonly fallback: readonly FallbackStep[];
  /** The agent whose accounts are chosen among where nobody chose. */
  readonly agent: AgentKind;
  /** Every account there is. */
  readonly accounts: readonly Account[];
  readonly model: string | null;
  /** Whether a person waits for the run. */
  readonly attended: boolean;
}

/** One step of a fallback. */
export type FallbackStep = { readonly agent: AgentKind } | { readonly account: Account };

/**
 * What a run needs of an account by a person's wish. A pin is obeyed, in its order: the run never leaves it but for
 * `only` and `fallback`. Where nothing pins, the accounts of one agent are chosen among, and another agent's only by
 * `fallback`.
 *
 * @example
 * needOf({ pinned: null, only: null, fallback: [{ agent: 'codex' }], agent: 'claude', accounts, model: null, attended: true });
 * // groups: every account of Claude Code, then every account of Codex
 */
export function needOf({ pinned, only, fallback, agent, accounts, model, attended }: RunWish): RunNeed {
  const ofAgent = (kind: AgentKind): readonly Account[] => accounts.filter((account) => account.agent === kind);
  const inOrder = (pinned ?? []).map((account) => [account]);
  const chosenAmong = only ?? (pinned === null ? ofAgent(agent) : []);
  const steps = fallback.map((step) => ('agent' in step ? ofAgent(step.agent) : [step.account]));
  const groups = withoutRepetition([...inOrder, chosenAmong, ...steps]);
  const all = groups.flat();
  const named = [
    ...(pinned ?? []),
    ...(only ?? []),
    ...fallback.flatMap((step) => ('account' in step ? [step.account] : [])),
  ];
  return {
    agents: [...new Set(all.map((account) => account.agent))],
    only: all.map(({ id }) => id),
    pinned: true,
    named: [...new Set(named.map(({ id }) => id))],
    model,
    attended,
    groups: groups.map((group) => group.map(({ id }) => id)),
  };
}

/** Each account in the first group that has it; no group is empty. */
function withoutRepetition(groups: readonly (readonly Account[])[]): readonly (readonly Account[])[] {
  const seen = new Set<string>();
  return groups
    .map((group) =>
      group.filter(({ id }) => {
        const known = seen.has(id);
        seen.add(id);
        return !known;
      }),
    )
    .filter((group) => group.length > 0);
}
