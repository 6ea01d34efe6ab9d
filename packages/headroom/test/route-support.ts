import {
  NOTHING_SAID,
  type Account,
  type LoginName,
  type Profile,
  type QuotaState,
  type RunAttempt,
  type RunLedger,
  type RunOutcome,
  type RunRecord,
  type RunResult,
  type RunTarget,
} from '@ccx/contracts';
import { createFakeClock, type FakeClock } from '@ccx/testkit';
import type { RouterPorts } from '../src/index.ts';
import { aState, NOW } from './support.ts';

/** A ledger in memory: `claim` is one at a time, as across processes, and what it gives counts for the next. */
export interface MemoryLedger extends RunLedger {
  readonly running: RunRecord[];
  readonly results: RunResult[];
}

function memoryLedger(): MemoryLedger {
  const running: RunRecord[] = [];
  const places = new Set<RunRecord>();
  const results: RunResult[] = [];
  let turn: Promise<void> = Promise.resolve();
  return {
    running,
    results,
    list: async () => running.filter((record) => !places.has(record)),
    recent: async () => results,
    async claim(choose) {
      const before = turn;
      let done = (): void => {};
      turn = new Promise((resolve) => {
        done = resolve;
      });
      await before;
      try {
        const target = choose([...running]);
        if (target === null) return null;
        const record = aRun(target);
        running.push(record);
        places.add(record);
        return {
          target,
          release: async () => {
            const at = running.indexOf(record);
            if (at >= 0) running.splice(at, 1);
          },
        };
      } finally {
        done();
      }
    },
  };
}

export function aRun(target: RunTarget): RunRecord {
  return {
    runId: 'a-run',
    target,
    owner: { pid: 1, startedAt: '1', domain: 'here' },
    child: null,
    sessionId: null,
    cwd: '/home/ada',
    startedAt: NOW,
    logPath: '/home/ada/a-run.jsonl',
    workItemId: null,
  };
}

/** What a person's machine knows, and the ports that tell a router. */
export interface World {
  readonly clock: FakeClock;
  readonly ledger: MemoryLedger;
  readonly ports: RouterPorts;
  /** Replaces what is remembered of an account. */
  readonly remember: (state: QuotaState) => void;
}

export function aWorld(
  profiles: readonly Profile[],
  {
    quota = [],
    logins = {},
    ...ports
  }: Partial<Omit<RouterPorts, 'quota' | 'loginOf'>> & {
    readonly quota?: readonly QuotaState[];
    /** By the profile's name. */
    readonly logins?: Readonly<Record<string, LoginName>>;
  } = {},
): World {
  const clock = createFakeClock(NOW);
  const ledger = memoryLedger();
  const remembered = new Map(quota.map((state) => [state.account.id, state]));
  const nameOf = ({ id }: Account): string => profiles.find((profile) => profile.id === id)?.name ?? '';
  return {
    clock,
    ledger,
    remember: (state) => void remembered.set(state.account.id, state),
    ports: {
      profiles: { list: async () => profiles },
      quota: {
        read: async (account) => remembered.get(account.id) ?? { account, good: null, problem: null, samples: [] },
      },
      usability: null,
      usage: null,
      ledger,
      clock,
      loginOf: async (account) => logins[nameOf(account)] ?? null,
      ...ports,
    },
  };
}

export function targetOf({ agent, configDir, id, name }: Profile, model: string | null = null): RunTarget {
  return { account: { agent, configDir, id }, name, model, billing: null };
}

export function anAttempt(profile: Profile, outcome: RunOutcome, more: Partial<RunAttempt> = {}): RunAttempt {
  return {
    target: targetOf(profile),
    outcome,
    summary: {
      ...NOTHING_SAID,
      ended: true,
    },
    exitCode: 0,
    signal: null,
    startedAt: NOW,
    durationMs: 0,
    logPath: '',
    transcriptPath: null,
    stderr: '',
    warnings: [],
    why: null,
    ...more,
  };
}

export function aResult(attempt: RunAttempt): RunResult {
  return { ...attempt.outcome, schemaVersion: 1, runId: 'a-run', last: attempt, attempts: [attempt] };
}

export function limitedUntil(resetsAt: string | null, appliesTo: string | null = null): RunOutcome {
  return {
    status: 'limited',
    failure: {
      class: 'limit',
      detail: 'You have hit your limit.',
      limit: {
        verdict: 'rejected',
        windowId: null,
        appliesTo,
        resetsAt,
        resetRaw: null,
        usingExtra: false,
        windows: [],
        basis: 'structured',
        observedAt: NOW,
      },
    },
  };
}

/** Quotas of these profiles whose only window is used up so far, in percent. */
export function sessions(...used: readonly (readonly [Profile, number])[]): readonly QuotaState[] {
  return used.map(([profile, usedPercent]) =>
    aState(profile, [
      {
        id: 'session',
        label: 'Current session',
        appliesTo: null,
        usedPercent,
        bound: 'exact',
        amount: null,
        resetsAt: new Date(Date.parse(NOW) + 2 * 3_600_000).toISOString(),
        resetRaw: null,
        windowMinutes: 300,
        state: usedPercent >= 100 ? 'exhausted' : 'ok',
        source: 'control',
        capturedAt: NOW,
      },
    ]),
  );
}
