import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CcxError } from '@ccx/contracts';
import type { WorkEventKind } from '../backlog.ts';
import { clean } from '../engine/journal.ts';
import type { Step } from './records.ts';
import type { Server } from './server.ts';

/** Whoever dies within a change keeps the others waiting for so long; whoever lives renews it in time. */
const SECTION_MS = 5_000;
const RENEW_MS = 1_000;
const PATIENCE_MS = 30_000;

/** What a change of the queue works with while nobody else changes it. */
export interface Change {
  /** Milliseconds since 1970, by the server's clock. */
  readonly now: number;
  /** Adds a step to those that are done together at the end. */
  put(...step: Step): void;
  tell(kind: WorkEventKind, item: string | null, detail?: Readonly<Record<string, unknown>>): void;
  /** Does what was put so far; what follows may fail without taking it back. */
  save(): Promise<void>;
}

/** One change of the queue after the other, of all who work on it. */
export interface Section {
  within<T>(change: (by: Change) => Promise<T>): Promise<T>;
  /** The same where nobody else changes it at this moment; else nothing is done. */
  withinIfFree(change: (by: Change) => Promise<void>): Promise<void>;
  now(): Promise<number>;
  /** The newest version that this process has made or seen. */
  readonly seen: number;
}

export function createSection(server: Server, clock: (() => number) | null): Section {
  let last: Promise<unknown> = Promise.resolve();
  let seen = 0;

  /** The time at which it was entered; `null`: somebody else is in there, for longer than this patience. */
  const enter = async (token: string, patienceMs: number): Promise<number | null> => {
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      const now = await server.enter(token, SECTION_MS);
      if (now !== null) return clock?.() ?? now;
      if (performance.now() >= giveUpAt) return null;
      await pause(1 + Math.random() * 8);
    }
  };
  const commit = async (token: string, steps: readonly Step[], leave: boolean): Promise<void> => {
    const version = await server.commit(token, steps, leave);
    if (version === null) throw new CcxError('lock_timeout', 'A change of the queue took too long and was given up.');
    seen = Math.max(seen, version);
  };
  const run = async <T>(change: (by: Change) => Promise<T>, patienceMs: number): Promise<T | null> => {
    const token = randomUUID();
    const now = await enter(token, patienceMs);
    if (now === null) return null;
    const steps: Step[] = [];
    const renewal = setInterval(() => {
      server.renew(token, SECTION_MS).catch(() => {});
    }, RENEW_MS);
    try {
      const value = await change({
        now,
        put: (...step) => void steps.push(step),
        tell: (kind, item, detail = {}) => {
          steps.push(['event', JSON.stringify({ at: now, item, kind, detail: cleaned(detail) })]);
        },
        save: () => commit(token, steps.splice(0), false),
      });
      await commit(token, steps.splice(0), true);
      return value;
    } catch (error) {
      // Nothing of what was not saved is done.
      await commit(token, [], true).catch(() => {});
      throw error;
    } finally {
      clearInterval(renewal);
    }
  };
  return {
    within: (change) => {
      const mine = last.then(() => run(async (by) => [await change(by)] as const, PATIENCE_MS));
      last = mine.catch(() => {});
      return mine.then((done) => {
        if (done === null) throw new CcxError('lock_timeout', 'Somebody else keeps the queue busy.');
        return done[0];
      });
    },
    withinIfFree: async (change) => void (await run(change, 0)),
    now: async () => clock?.() ?? server.now(),
    get seen() {
      return seen;
    },
  };
}

function cleaned(detail: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [name, typeof value === 'string' ? clean(value) : value]),
  );
}
