import type { AgentEvent, AgentEventBody } from '@ccx/contracts';
import { createFakeClock } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { watchDeadlines, LARGEST_STEP_MS } from '../src/deadline-watch.ts';
import { createDeadlines, deadlineSettings, type DeadlineSettings } from '../src/deadlines.ts';
import { createStopwatch } from '../src/stopwatch.ts';

const SETTINGS: DeadlineSettings = {
  totalMs: null,
  firstByteMs: 60_000,
  idleMs: 300_000,
  toolMs: 3_600_000,
  lingerMs: 15_000,
};
const AGENT_CALL = { type: 'tool-call', id: 't', tool: 'Bash', input: {}, effect: 'possible' } as const;
const TOOL_RESULT = { type: 'tool-result', id: 't', ok: true, text: '' } as const;
const STARTED = { type: 'started', model: null, cwd: null, cliVersion: null } as const;
const TEXT = { type: 'text', text: 'a', delta: false } as const;
const RESULT = { type: 'result', index: 0, failure: null, text: null } as const;
const RETRY = { type: 'retry', attempt: 1, delayMs: 500, cause: 'overload' } as const;
const BACKGROUND = { type: 'task', id: 'b', state: 'started', background: true } as const;
const BACKGROUND_DONE = { ...BACKGROUND, state: 'done' } as const;

type Step = readonly [number, AgentEventBody | 'byte' | 'stdout-ended' | 'on-stderr' | 'in-subagent', AgentEventBody?];

function play(steps: readonly Step[], settings: Partial<DeadlineSettings> = {}): ReturnType<typeof createDeadlines> {
  const deadlines = createDeadlines({ ...SETTINGS, ...settings });
  for (const [at, step, body] of steps) {
    if (step === 'stdout-ended') deadlines.stdoutEnded(at);
    else {
      if (step !== 'on-stderr') deadlines.firstByte(at);
      if (step !== 'byte') deadlines.event(event(typeof step === 'string' ? (body ?? TEXT) : step, step), at);
    }
  }
  return deadlines;
}

function event(body: AgentEventBody, step: Step[1]): AgentEvent {
  const stream = step === 'on-stderr' ? 'stderr' : 'stdout';
  const parentToolUseId = step === 'in-subagent' ? 'agent-1' : null;
  return {
    ...body,
    seq: 0,
    at: '2026-11-21T00:00:00.000Z',
    sessionId: null,
    parentToolUseId,
    raw: '',
    origin: { stream, line: 0 },
  };
}

test.each<[string, readonly Step[], string]>([
  ['before the first byte', [], 'first-byte 60000'],
  ['with stderr alone', [[10, 'on-stderr', TEXT]], 'first-byte 60000'],
  ['after bytes that made no event yet', [[1_000, 'byte']], 'idle 301000'],
  [
    'after the word of a sleep for a limit that is longer than silence may be',
    [
      [1_000, STARTED],
      [2_000, 'on-stderr', { ...RETRY, cause: 'limit', delayMs: 300_001 }],
    ],
    'idle 2000',
  ],
  [
    'after the word of a shorter sleep for a limit',
    [
      [1_000, STARTED],
      [2_000, 'on-stderr', { ...RETRY, cause: 'limit', delayMs: 300_000 }],
    ],
    'idle 301000',
  ],
  [
    'after progress that followed a long sleep',
    [
      [2_000, { ...RETRY, cause: 'limit', delayMs: 300_001 }],
      [3_000, TEXT],
    ],
    'idle 303000',
  ],
  [
    'after a text',
    [
      [1_000, STARTED],
      [2_000, TEXT],
    ],
    'idle 302000',
  ],
  [
    'after a retry',
    [
      [1_000, STARTED],
      [200_000, RETRY],
    ],
    'idle 301000',
  ],
  [
    'after a notice',
    [
      [1_000, STARTED],
      [200_000, { type: 'notice', text: '' }],
    ],
    'idle 301000',
  ],
  [
    'after garbage',
    [
      [1_000, STARTED],
      [200_000, { type: 'malformed', bytes: 1, excerpt: '' }],
    ],
    'idle 301000',
  ],
  [
    'after an event on stderr',
    [
      [1_000, STARTED],
      [200_000, 'on-stderr', TEXT],
    ],
    'idle 301000',
  ],
  [
    'after a line of a newer version',
    [
      [1_000, STARTED],
      [200_000, { type: 'unknown', vendorType: 'new' }],
    ],
    'idle 500000',
  ],
  [
    'inside a tool',
    [
      [1_000, STARTED],
      [2_000, AGENT_CALL],
    ],
    'tool 3602000',
  ],
  [
    'inside the older of two tools',
    [
      [1_000, AGENT_CALL],
      [2_000, { ...AGENT_CALL, id: 'u' }],
      [3_000, { ...TOOL_RESULT, id: 'u' }],
    ],
    'tool 3601000',
  ],
  [
    'after a tool',
    [
      [1_000, AGENT_CALL],
      [900_000, TOOL_RESULT],
    ],
    'idle 1200000',
  ],
  [
    'after the result',
    [
      [1_000, STARTED],
      [2_000, RESULT],
    ],
    'linger 17000',
  ],
  [
    'after a result with a tool left open',
    [
      [1_000, AGENT_CALL],
      [2_000, RESULT],
    ],
    'linger 17000',
  ],
  [
    'after a result with an open background task',
    [
      [1_000, BACKGROUND],
      [2_000, RESULT],
    ],
    'tool 3601000',
  ],
  [
    'after the end of the last background task',
    [
      [1_000, BACKGROUND],
      [2_000, RESULT],
      [90_000, BACKGROUND_DONE],
    ],
    'linger 105000',
  ],
  [
    'with a background task during a turn',
    [
      [1_000, BACKGROUND],
      [2_000, TEXT],
    ],
    'idle 302000',
  ],
  [
    'after a foreground task and the result',
    [
      [1_000, { ...BACKGROUND, background: false }],
      [2_000, RESULT],
    ],
    'linger 17000',
  ],
  [
    'in the turn after a result',
    [
      [2_000, RESULT],
      [9_000, STARTED],
    ],
    'idle 309000',
  ],
  [
    'after a result and a text without a start',
    [
      [2_000, RESULT],
      [9_000, TEXT],
    ],
    'idle 309000',
  ],
  [
    'after a result and a text of a subagent',
    [
      [2_000, RESULT],
      [9_000, 'in-subagent', TEXT],
    ],
    'linger 17000',
  ],
  [
    'after the end of stdout during a turn',
    [
      [1_000, STARTED],
      [2_000, AGENT_CALL],
      [5_000, 'stdout-ended'],
    ],
    'linger 20000',
  ],
  [
    'after the end of stdout and the result',
    [
      [2_000, RESULT],
      [5_000, 'stdout-ended'],
    ],
    'linger 17000',
  ],
])('%s, what is due is %j: %s', (_what, steps, expected) => {
  const due = play(steps).next();
  expect(`${due?.kind} ${due?.atMs}`).toBe(expected);
});

test('the total deadline counts when it comes first', () => {
  expect(play([[1_000, STARTED]], { totalMs: 301_000 }).next()).toEqual({ kind: 'total', atMs: 301_000 });
  expect(play([[1_000, STARTED]], { totalMs: 301_001 }).next()).toEqual({ kind: 'idle', atMs: 301_000 });
});

test('an agent that is read at its end only has no deadline but the total one', () => {
  const settings = deadlineSettings(
    { prompt: 'a', cwd: '/', permission: 'safe', idleTimeoutMs: 5, timeoutMs: 7 },
    true,
  );
  expect(createDeadlines(settings).next()).toEqual({ kind: 'total', atMs: 7 });
  expect(createDeadlines({ ...settings, totalMs: null }).next()).toBeNull();
});

test('a retry is unanswered until something else comes', () => {
  expect(play([[1, STARTED]]).unanswered).toBeNull();
  expect(
    play([
      [1, STARTED],
      [2, RETRY],
    ]).unanswered,
  ).toBe('overload');
  expect(
    play([
      [1, STARTED],
      [2, RETRY],
      [3, { type: 'notice', text: '' }],
    ]).unanswered,
  ).toBe('overload');
  expect(
    play([
      [1, STARTED],
      [2, RETRY],
      [3, TEXT],
    ]).unanswered,
  ).toBeNull();
});

test('an agent is done after its result, while no background task is open', () => {
  expect(play([[1, STARTED]]).done).toBe(false);
  expect(play([[1, RESULT]]).done).toBe(true);
  expect(
    play([
      [1, BACKGROUND],
      [2, RESULT],
    ]).done,
  ).toBe(false);
  expect(
    play([
      [1, RESULT],
      [2, STARTED],
    ]).done,
  ).toBe(false);
});

describe('the stopwatch', () => {
  test('stands while it is held', async () => {
    const clock = createFakeClock();
    const watch = createStopwatch(clock, 60_000);
    await clock.advance(1_000);
    watch.hold();
    watch.hold();
    await clock.advance(5_000);
    watch.release();
    await clock.advance(5_000);
    expect([watch.elapsedMs(), watch.held]).toEqual([1_000, true]);
    watch.release();
    await clock.advance(500);
    expect([watch.elapsedMs(), watch.held]).toEqual([1_500, false]);
  });

  test('takes a long step for the sleep of the machine, and a step back for none', () => {
    let now = Date.parse('2026-11-21T10:00:00.000Z');
    const watch = createStopwatch({ now: () => new Date(now).toISOString(), sleep: async () => {} }, LARGEST_STEP_MS);
    now += 8 * 3_600_000;
    expect(watch.elapsedMs()).toBe(60_000);
    now -= 3_600_000;
    expect(watch.elapsedMs()).toBe(60_000);
    now += 1_000;
    expect(watch.elapsedMs()).toBe(61_000);
  });
});

describe('the watch', () => {
  test('tells which deadline passed, at its time', async () => {
    const clock = createFakeClock();
    const watch = watchDeadlines(createDeadlines(SETTINGS), createStopwatch(clock, LARGEST_STEP_MS), clock);
    let passed: unknown = 'nothing';
    void watch.passed.then((kind) => (passed = kind));
    await clock.advance(59_999);
    expect(passed).toBe('nothing');
    await clock.advance(1);
    expect(await watch.passed).toBe('first-byte');
    expect(clock.pending).toBe(0);
  });

  test('looks again when something becomes due earlier', async () => {
    const clock = createFakeClock();
    const deadlines = createDeadlines({ ...SETTINGS, lingerMs: 1_000 });
    const watch = watchDeadlines(deadlines, createStopwatch(clock, LARGEST_STEP_MS), clock);
    await clock.advance(100);
    deadlines.firstByte(100);
    deadlines.event(event(RESULT, RESULT), 100);
    watch.look();
    await clock.advance(1_000);
    expect(await watch.passed).toBe('linger');
  });

  test('ends without an answer when it is stopped, and leaves no timer', async () => {
    const clock = createFakeClock();
    const watch = watchDeadlines(createDeadlines(SETTINGS), createStopwatch(clock, LARGEST_STEP_MS), clock);
    await clock.advance(100);
    watch.stop();
    expect(await watch.passed).toBeNull();
    expect(clock.pending).toBe(0);
  });
});
