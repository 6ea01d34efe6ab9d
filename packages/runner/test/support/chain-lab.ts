import {
  NOTHING_SAID,
  type AgentEvent,
  type Candidate,
  type FailureClass,
  type Instant,
  type Reservation,
  type Router,
  type RunAttempt,
  type RunNeed,
  type RunOutcome,
  type RunRequest,
  type RunTarget,
} from '@ccx/contracts';
import { createFakeClock, testLimit, type FakeClock } from '@ccx/testkit';
import { runChain, type ChainEnd, type ChainPorts } from '../../src/chain/chain.ts';

export const NEED: RunNeed = { agents: [], only: [], pinned: false, model: null, attended: true };
export const REQUEST: RunRequest = { prompt: 'Mend it.', cwd: '/repo', permission: 'safe' };

export function targetNamed(name: string, agent: RunTarget['account']['agent'] = 'claude'): RunTarget {
  return { account: { agent, configDir: `/${name}`, id: `${agent}:/${name}` }, name, model: null, billing: null };
}

export const SUCCESS: RunOutcome = { status: 'success' };

export function failing(failureClass: FailureClass, resetsAt: Instant | null = null): RunOutcome {
  const limit = failureClass === 'limit' ? { ...testLimit('2026-01-01T00:00:00.000Z'), resetsAt } : null;
  const status = failureClass === 'limit' ? 'limited' : failureClass === 'auth' ? 'auth' : 'failed';
  return { status, failure: { class: failureClass, detail: failureClass, limit } };
}

export function attemptOn(
  target: RunTarget,
  outcome: RunOutcome,
  summary: Partial<RunAttempt['summary']> = {},
): RunAttempt {
  return {
    target,
    outcome,
    summary: {
      ...NOTHING_SAID,
      sessionId: 's-1',
      ended: true,
      ...summary,
    },
    exitCode: 0,
    signal: null,
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 0,
    logPath: '/log',
    transcriptPath: '/transcript',
    stderr: '',
    warnings: [],
    why: null,
  };
}

/** What each attempt comes to, in order; a thrown error is one that could not begin. */
export type Played = RunOutcome | Error | (Partial<RunAttempt['summary']> & { readonly outcome: RunOutcome });

/** A chain without processes, in virtual time. */
export interface ChainLab {
  readonly clock: FakeClock;
  readonly stop: AbortController;
  readonly said: string[];
  readonly sent: { readonly name: string | null; readonly request: RunRequest; readonly at: Instant }[];
  readonly places: { taken: number; released: number };
  /** A reservation that is counted. */
  reserve(target: RunTarget): Reservation;
  /** Offers these, one by one; `null` is no room. */
  offering(...targets: readonly (RunTarget | null)[]): Router;
  run(router: Router, ports?: Partial<ChainPorts>, request?: Partial<RunRequest>): Promise<ChainEnd>;
}

export function createChainLab(...outcomes: readonly Played[]): ChainLab {
  const clock = createFakeClock();
  const stop = new AbortController();
  const places = { taken: 0, released: 0 };
  const said: string[] = [];
  const sent: { name: string | null; request: RunRequest; at: Instant }[] = [];
  const lab: ChainLab = {
    clock,
    stop,
    said,
    sent,
    places,
    reserve(target) {
      places.taken += 1;
      let held = true;
      return {
        target,
        async release() {
          if (held) places.released += 1;
          held = false;
        },
      };
    },
    offering(...targets) {
      let asked = 0;
      return {
        async next() {
          const target = targets[asked++] ?? null;
          const candidates: readonly Candidate[] = [];
          return { reservation: target === null ? null : lab.reserve(target), earliest: null, candidates };
        },
      };
    },
    run: (router, ports = {}, request = {}) =>
      runChain(
        { request: { ...REQUEST, ...request }, need: NEED, router },
        {
          async attempt(given, target) {
            const played = outcomes[sent.length];
            sent.push({ name: target.name, request: given, at: clock.now() });
            if (played === undefined) throw new Error('one attempt more than the test expects');
            if (played instanceof Error) throw played;
            if ('outcome' in played) return attemptOn(target, played.outcome, played);
            return attemptOn(target, played);
          },
          recordedCalls: async () => 'none',
          sharesHistory: async (from, to) => from.account.id === to.account.id,
          carrySession: async () => 'nothing is carried here',
          say: (text) => void said.push(text),
          clock,
          random: () => 0.5,
          stopped: stop.signal,
          ...ports,
        },
      ),
  };
  return lab;
}

export function notices(events: readonly AgentEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
}
