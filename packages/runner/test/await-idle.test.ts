import { createFakeClock, until, type FakeClock } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import type { LiveSession } from '../src/agent-adapter.ts';
import { awaitIdle, type IdleOptions } from '../src/interactive/await-idle.ts';

const CLI = { pid: 7, startedAt: '1', domain: 'here' };

interface Watch {
  readonly clock: FakeClock;
  /** What the agent says of its session now. */
  shown: LiveSession | null;
  typedMs: number | null;
  readonly over: AbortController;
  /** Where it came to an end. */
  found: LiveSession | null | undefined;
  /** Lets seconds pass, with a look in each. */
  pass(seconds: number): Promise<void>;
}

function session(mark: string, idle = true): LiveSession {
  return { sessionId: 's-1', process: CLI, idle, mark };
}

async function watch(mayEnd: IdleOptions['mayEnd'] = async () => true): Promise<Watch> {
  const clock = createFakeClock();
  const over = new AbortController();
  let looks = 0;
  const lab: Watch = {
    clock,
    shown: session('a'),
    typedMs: null,
    over,
    found: undefined,
    async pass(seconds) {
      for (let second = 0; second < seconds && lab.found === undefined; second += 1) {
        const seen = looks;
        await clock.advance(1_000);
        await until(() => (looks > seen && clock.pending === 1) || lab.found !== undefined);
      }
    },
  };
  onTestFinished(() => over.abort());
  void awaitIdle({
    look: async () => {
      looks += 1;
      return lab.shown;
    },
    clock,
    pollMs: 1_000,
    idleMs: 5_000,
    lastTyped: () => lab.typedMs,
    mayEnd,
    signal: over.signal,
  }).then((found) => (lab.found = found));
  await until(() => clock.pending === 1);
  return lab;
}

test('a session may be ended when it has been idle for a while', async () => {
  const lab = await watch();
  await lab.pass(4);
  expect(lab.found).toBeUndefined();
  await lab.pass(1);
  expect(lab.found).toEqual(session('a'));
});

test('a turn between two looks begins the while anew, although it was idle at both', async () => {
  const lab = await watch();
  await lab.pass(4);
  lab.shown = session('b');
  await lab.pass(5);
  expect(lab.found).toBeUndefined();
  await lab.pass(1);
  expect(lab.found).toEqual(session('b'));
});

test.for([
  ['busy', session('busy', false)],
  ['in doubt', null],
] as const)('a session that is %s is not ended, however long', async ([, shown]) => {
  const lab = await watch();
  await lab.pass(3);
  lab.shown = shown;
  await lab.pass(100);
  expect(lab.found).toBeUndefined();
  lab.shown = session('a');
  await lab.pass(5);
  expect(lab.found).toBeUndefined();
  await lab.pass(1);
  expect(lab.found).toEqual(session('a'));
});

test('a person who types is not cut off', async () => {
  const lab = await watch();
  for (let i = 0; i < 10; i += 1) {
    await lab.pass(3);
    lab.typedMs = Date.parse(lab.clock.now());
  }
  expect(lab.found).toBeUndefined();
  await lab.pass(4);
  expect(lab.found).toBeUndefined();
  await lab.pass(1);
  expect(lab.found).toEqual(session('a'));
});

test('a session that may not be ended is asked for again', async () => {
  const asked: string[] = [];
  const lab = await watch(async (id) => asked.push(id) === 3);
  await lab.pass(7);
  expect(lab.found).toEqual(session('a'));
  expect(asked).toEqual(['s-1', 's-1', 's-1']);
});

test.for<readonly [that: string, happens: (lab: Watch) => unknown]>([
  ['began a turn', (lab) => (lab.shown = session('b', false))],
  ['is in doubt', (lab) => (lab.shown = null)],
  ['is typed into', (lab) => (lab.typedMs = Date.parse(lab.clock.now()))],
])('a session that %s while it was asked whether it may be ended is not', async ([, happens]) => {
  let asked = 0;
  const lab = await watch(async () => {
    asked += 1;
    happens(lab);
    return true;
  });
  await lab.pass(5);
  expect([asked, lab.found]).toEqual([1, undefined]);
});

test('nothing is waited for any more when the session has ended', async () => {
  const lab = await watch();
  lab.over.abort();
  await until(() => lab.found !== undefined);
  expect(lab.found).toBeNull();
  expect(lab.clock.pending).toBe(0);
});
