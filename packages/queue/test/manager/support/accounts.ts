import type { AgentKind, Candidate, Clock, Instant, Reservation, Route, RunNeed, RunTarget } from '@ccx/contracts';
import type { LookingRouter, NeedOf } from '../../../src/manager/manager-options.ts';

export interface TestAccount {
  /** As in lanes: `claude/work`. */
  readonly name: string;
  /** Runs at once. Default 1. */
  readonly places?: number;
}

/** Accounts with places and limits, over virtual time. */
export interface TestAccounts {
  readonly router: LookingRouter;
  readonly need: NeedOf;
  /** No run may begin on it before `until`; `null` is unknown. */
  limit(name: string, until: Instant | null): void;
  free(name: string): void;
  /** The most runs that were ever under way at once. */
  readonly most: number;
  readonly running: number;
}

export function testAccounts(clock: Pick<Clock, 'now'>, accounts: readonly TestAccount[]): TestAccounts {
  const limits = new Map<string, Instant | null>();
  const taken = new Map<string, number>();
  let [running, most] = [0, 0];

  const target = (name: string, model: string | null): RunTarget => {
    const agent = agentOf(name);
    return { account: { agent, configDir: `/${name}`, id: idOf(name) }, name, model, billing: null };
  };
  const blockOf = (name: string, places: number): Candidate['blocked'] => {
    const until = limits.get(name);
    if (until !== undefined && (until === null || until > clock.now()))
      return { reason: 'limited', until, endsBy: until === null ? 'person' : 'time' };
    return (taken.get(name) ?? 0) >= places ? { reason: 'busy', until: null } : null;
  };
  const candidates = (need: RunNeed): readonly Candidate[] =>
    accounts
      .filter(({ name }) => need.agents.includes(agentOf(name)))
      .filter(({ name }) => need.only.length === 0 || need.only.includes(idOf(name)))
      .map(({ name, places = 1 }) => ({
        target: target(name, need.model),
        score: null,
        parts: {},
        blocked: blockOf(name, places),
      }));
  const route = (found: readonly Candidate[], reservation: Reservation | null): Route => {
    const free = found.some(({ blocked }) => blocked === null);
    const earliest = free ? null : (found.flatMap(({ blocked }) => blocked?.until ?? []).toSorted()[0] ?? null);
    return { reservation, earliest, candidates: found };
  };

  return {
    router: {
      async next(need) {
        const found = candidates(need);
        const chosen = found.find(({ blocked }) => blocked === null)?.target;
        if (chosen === undefined) return route(found, null);
        const name = chosen.name ?? '';
        taken.set(name, (taken.get(name) ?? 0) + 1);
        running += 1;
        most = Math.max(most, running);
        let held = true;
        const release = async (): Promise<void> => {
          if (!held) return;
          held = false;
          running -= 1;
          taken.set(name, (taken.get(name) ?? 1) - 1);
        };
        return route(found, { target: chosen, release });
      },
      look: async (need) => route(candidates(need), null),
    },
    async need(lane, { model, accountId }) {
      const names = accounts.map(({ name }) => name).filter((name) => means(lane, name));
      const only = accountId === null ? names.map(idOf) : [accountId];
      return { agents: [...new Set(names.map(agentOf))], only, pinned: true, model, attended: false };
    },
    limit: (name, until) => void limits.set(name, until),
    free: (name) => void limits.delete(name),
    get most() {
      return most;
    },
    get running() {
      return running;
    },
  };
}

export function idOf(name: string): string {
  return `${agentOf(name)}:/${name}`;
}

function agentOf(name: string): AgentKind {
  return name.startsWith('codex') ? 'codex' : name.startsWith('gemini') ? 'gemini' : 'claude';
}

function means(lane: string, name: string): boolean {
  return lane === 'auto' || lane === name || name.startsWith(`${lane}/`);
}
