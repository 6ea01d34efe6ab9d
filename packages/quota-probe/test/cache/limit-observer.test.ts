import {
  NOTHING_SAID,
  type Account,
  type AgentEvent,
  type LimitSignal,
  type QuotaState,
  type RunAttempt,
  type RunRecord,
  type RunTarget,
} from '@ccx/contracts';
import { createFakeClock } from '@ccx/testkit';
import { expect, test } from 'vitest';
import { createQuotaCache, limitObserver } from '../../src/index.ts';
import { nothingKnown } from '../../src/cache/next-state.ts';
import { account, aSignal, aWindow, cacheFolder } from './known.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const other: Account = { agent: 'claude', configDir: '/home/ada/.claude-work', id: 'claude:/home/ada/.claude-work' };

const targetOf = (of: Account): RunTarget => ({ account: of, name: null, model: null, billing: null });

function runOf(of: Account): RunRecord {
  const owner = { pid: 1, startedAt: '1', domain: 'd' };
  const run = { runId: 'r', sessionId: null, cwd: '/', startedAt: NOW, logPath: '/log', workItemId: null };
  return { ...run, target: targetOf(of), owner, child: null };
}

function eventOf(limit: LimitSignal): AgentEvent {
  return { type: 'limit', limit, seq: 1, at: NOW, sessionId: null, parentToolUseId: null, raw: '' };
}

/** A run that ended for a limit; `earlier` are attempts before it. */
function limited(of: Account, limit: LimitSignal | null, earlier: readonly RunAttempt[] = []): RunAttempt {
  const failure = { class: 'limit', detail: 'limited', limit } as const;
  return {
    target: targetOf(of),
    outcome: { status: 'limited', failure },
    summary: {
      ...NOTHING_SAID,
      verdict: { isError: true, subtype: null, terminalReason: null },
      failure,
      ended: true,
    },
    exitCode: 1,
    signal: null,
    startedAt: NOW,
    durationMs: 1,
    logPath: '/log',
    transcriptPath: null,
    stderr: '',
    warnings: [],
    why: null,
    earlierTries: earlier,
  };
}

const session = (usedPercent: number): LimitSignal =>
  aSignal({ windowId: 'session', windows: [aWindow({ usedPercent, source: 'run' })] });

test('what the events of a run say about limits is in the cache once it has settled', async () => {
  const cache = createQuotaCache({ dir: await cacheFolder(), clock: createFakeClock() });
  const observer = limitObserver(cache);
  observer.event?.(eventOf(session(44)), runOf(account));
  observer.event?.({ ...eventOf(session(1)), type: 'notice', text: 'no limit' }, runOf(account));
  observer.event?.(eventOf(session(7)), runOf(other));
  await observer.settled();
  expect((await cache.read(account)).good?.windows).toMatchObject([{ id: 'session', usedPercent: 44 }]);
  expect((await cache.read(other)).good?.windows).toMatchObject([{ id: 'session', usedPercent: 7 }]);
});

test('the limits for which attempts ended are kept, each for its own account, tries on the same one as well', async () => {
  const cache = createQuotaCache({ dir: await cacheFolder(), clock: createFakeClock() });
  const observer = limitObserver(cache);
  const rejected = (windowId: string): LimitSignal => aSignal({ verdict: 'rejected', windowId, basis: 'text' });
  const first = limited(other, rejected('session'));
  const last = limited(account, rejected('weekly'), [limited(account, rejected('session')), limited(account, null)]);
  observer.ended?.({ ...last.outcome, schemaVersion: 1, runId: 'r', last, attempts: [first, last] });
  await observer.settled();
  expect((await cache.read(other)).good?.windows).toMatchObject([
    { id: 'session', state: 'exhausted', source: 'text' },
  ]);
  expect((await cache.read(account)).good?.windows.map(({ id }) => id)).toEqual(['session', 'weekly']);
});

test('a run is never held back: while one signal is written only the latest about the same windows waits', async () => {
  const kept: number[] = [];
  let write: () => void = () => {};
  const observer = limitObserver({
    record: (of, signal): Promise<QuotaState> => {
      kept.push(signal.windows[0]?.usedPercent ?? -1);
      return new Promise((resolve) => (write = () => resolve(nothingKnown(of))));
    },
  });
  for (let percent = 0; percent < 100; percent += 1) observer.event?.(eventOf(session(percent)), runOf(account));
  expect(kept).toEqual([0]);
  const settled = observer.settled();
  write();
  await Promise.resolve().then(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  expect(kept).toEqual([0, 99]);
  write();
  await settled;
});

test('what cannot be kept is lost without a word, and what comes later is kept', async () => {
  const kept: number[] = [];
  const observer = limitObserver({
    record: async (of, signal) => {
      if (kept.push(signal.windows[0]?.usedPercent ?? -1) === 1) throw new Error('the disk is full');
      return nothingKnown(of);
    },
  });
  observer.event?.(eventOf(session(1)), runOf(account));
  await observer.settled();
  observer.event?.(eventOf(session(2)), runOf(account));
  await observer.settled();
  expect(kept).toEqual([1, 2]);
});
