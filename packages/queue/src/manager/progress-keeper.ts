import { allTries, type Route, type Router, type RunObserver, type RunResult, type WorkProgress } from '@ccx/contracts';
import type { LeaseKeeper } from './keep-lease.ts';

/** Writes down how far the runs of one claim got, before it matters. */
export interface ProgressKeeper {
  /** `null` before an account was reserved. */
  readonly current: WorkProgress | null;
  /** The queue knows that a run has begun, and counts it. */
  readonly counted: boolean;
  /** The router's last answer; `null` before it was asked. */
  readonly route: Route | null;
  /** A router whose reservations are written down before anybody starts an agent on them. */
  readonly router: Router;
  readonly observer: RunObserver;
  /** The run that begins next goes on from here. */
  expect(from: Pick<WorkProgress, 'sessionId' | 'effects' | 'round'>): void;
  /** What the whole run came to; written with the next sign of life, at the latest when the work is settled. */
  ended(result: RunResult): void;
}

export interface ProgressKeeperOptions {
  readonly router: Router;
  readonly lease: Pick<LeaseKeeper, 'extend'>;
  /** Called whenever the router has answered. */
  readonly routed: () => void;
}

const NOTHING = { sessionId: null, effects: 'none' } as const;

export function createProgressKeeper({ router, lease, routed }: ProgressKeeperOptions): ProgressKeeper {
  let current: WorkProgress | null = null;
  let route: Route | null = null;
  let counted = false;
  let expected: Pick<WorkProgress, 'sessionId' | 'effects' | 'round'> | null = null;
  /** What earlier runs under this claim have cost. */
  let costUsd: number | null = 0;

  const change = (part: Partial<WorkProgress>): void => {
    if (current === null) return;
    const next = { ...current, ...part };
    current = next;
    void lease.extend(next).then((written) => {
      if (written && next.runId !== undefined) counted = true;
    });
  };

  return {
    get current() {
      return current;
    },
    get counted() {
      return counted;
    },
    get route() {
      return route;
    },
    router: {
      async next(need, before) {
        route = await router.next(need, before);
        const { reservation } = route;
        if (reservation === null) {
          routed();
          return route;
        }
        // A chain that moves on after a tool goes on in the session that it has; before, it begins a new one.
        const kept = current?.effects === 'possible' ? current : NOTHING;
        const { sessionId, effects } = expected ?? kept;
        const { account, name } = reservation.target;
        current = { ...current, ...expected, sessionId, effects, accountId: account.id, profile: name };
        expected = null;
        if (await lease.extend(current)) {
          routed();
          return route;
        }
        await reservation.release();
        routed();
        route = { ...route, reservation: null };
        return route;
      },
    },
    observer: {
      started: ({ runId, logPath, target, sessionId }) =>
        change({
          runId,
          logPath,
          accountId: target.account.id,
          profile: target.name,
          ...(sessionId !== null && { sessionId }),
        }),
      event(event) {
        const { sessionId, parentToolUseId } = event;
        if (sessionId !== null && parentToolUseId === null && sessionId !== current?.sessionId) change({ sessionId });
        if (event.type === 'tool-call' && event.effect === 'possible' && current?.effects === 'none')
          change({ effects: 'possible' });
      },
    },
    expect(from) {
      expected = from;
    },
    ended({ last, attempts }) {
      const costs = allTries(attempts).map(({ summary }) => summary.costUsd);
      costUsd = [costUsd, ...costs].reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
      if (current === null) return;
      const effects = attempts.some(({ summary }) => summary.effects === 'possible') ? 'possible' : current.effects;
      const sessionId = last.summary.sessionId ?? current.sessionId;
      current = { ...current, effects, sessionId, costUsd, logPath: last.logPath };
    },
  };
}
