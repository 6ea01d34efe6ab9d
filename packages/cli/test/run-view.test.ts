import type {
  AgentEvent,
  AgentEventBody,
  LimitSignal,
  RunOutcome,
  RunRecord,
  RunResult,
  RunSummary,
  RunTarget,
} from '@ccx/contracts';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { createJsonlView, createJsonView, createRawView } from '../src/run-view/json-views.ts';
import { createPeopleView } from '../src/run-view/people-view.ts';
import { createPlainView } from '../src/run-view/plain-view.ts';
import { createTextWriter } from '../src/run-view/text-writer.ts';
import { toolSubject } from '../src/run-view/tool-line.ts';
import { fakeTerminal } from './fake-terminal.ts';

const NOW = '2026-11-21T01:23:00.000Z';
const SESSION = '7d54a799-3c1e-4b52-9d55-0f6a2f1f4c11';

const LIMIT: LimitSignal = {
  verdict: 'rejected',
  windowId: 'session',
  appliesTo: null,
  resetsAt: '2026-11-21T03:33:00.000Z',
  resetRaw: '3:33am',
  usingExtra: false,
  windows: [],
  basis: 'structured',
  observedAt: NOW,
};

const TARGET: RunTarget = {
  account: { agent: 'claude', configDir: null, id: 'claude:default' },
  name: 'work',
  model: null,
  billing: null,
};

const SUMMARY: RunSummary = {
  sessionId: SESSION,
  model: 'claude-opus-5-5',
  text: 'The export command now takes --json.',
  structured: null,
  usage: { input: 24, output: 3_100, cacheRead: 18_000, cacheWrite5m: 3_000, cacheWrite1h: 0 },
  costUsd: 0.31,
  costBasis: 'vendor',
  numTurns: 9,
  toolCalls: 3,
  effects: 'possible',
  limits: [],
  permissionDenials: [],
  verdict: { isError: false, subtype: 'success', terminalReason: 'completed' },
  vendorStats: null,
  failure: null,
  ended: true,
  unknownEvents: 0,
};

function event(body: AgentEventBody, extra: Partial<AgentEvent> = {}): AgentEvent {
  return { seq: 0, at: NOW, sessionId: SESSION, parentToolUseId: null, raw: '', ...body, ...extra } as AgentEvent;
}

function result(outcome: RunOutcome, summary: Partial<RunSummary> = {}, warnings: readonly string[] = []): RunResult {
  const last = {
    target: TARGET,
    outcome,
    summary: { ...SUMMARY, ...summary },
    exitCode: 0,
    signal: null,
    startedAt: NOW,
    durationMs: 72_000,
    logPath: '/home/ada/.local/state/ccx/runs/logs/one.log',
    transcriptPath: null,
    stderr: '',
    warnings,
    why: null,
  } as const;
  return { ...outcome, schemaVersion: 1, runId: 'run-1', last, attempts: [last] };
}

const lines = (text: string): string[] => text.split('\n');

describe('a run on a terminal', () => {
  function people(options: { quiet?: boolean } = {}) {
    const terminal = fakeTerminal();
    let now = Date.parse(NOW);
    const view = createPeopleView({
      terminal,
      target: TARGET,
      cwd: '/home/ada/shop',
      quiet: false,
      nowMs: () => now,
      ...options,
    });
    return { terminal, view, pass: (ms: number) => (now += ms) };
  }
  /** Without the live line, which is always erased before anything else is written. */
  const written = (terminal: ReturnType<typeof fakeTerminal>): string =>
    terminal
      .seen()
      .replaceAll(/\r\u001b\[2K[^\n\r]*?(?=\r|$)/g, '')
      .replaceAll('\r\u001b[2K', '');

  test('shows who runs, the text, one line per finished tool, and what it took', async () => {
    const { terminal, view, pass } = people();
    await view.event(event({ type: 'started', model: 'claude-opus-5-5', cwd: null, cliVersion: null }));
    await view.event(event({ type: 'text', text: "I'll look at how it is built.", delta: false }));
    const edit = { file_path: '/home/ada/shop/src/export.ts', old_string: 'a', new_string: 'a\nb\nc' };
    await view.event(event({ type: 'tool-call', id: 't1', tool: 'Edit', input: edit, effect: 'possible' }));
    await view.event(event({ type: 'tool-result', id: 't1', ok: true, text: '' }));
    await view.event(
      event({ type: 'tool-call', id: 't2', tool: 'Bash', input: { command: 'npm test' }, effect: 'possible' }),
    );
    pass(6_100);
    await view.event(event({ type: 'tool-result', id: 't2', ok: true, text: '' }));
    await view.event(event({ type: 'text', text: 'Tests pass.', delta: false }));
    view.ended(result({ status: 'success' }));
    expect(lines(written(terminal))).toEqual([
      ' work · claude-opus-5-5 · session 7d54a799',
      " I'll look at how it is built.",
      '   Edit   src/export.ts  +3 -1',
      '   Bash   npm test  ✓ 6.1s',
      ' Tests pass.',
      '',
      ' ✓ success   1m 12s   9 turns   24 in, 3.1k out, 21k cache   $0.31',
      '',
    ]);
  });

  test('keeps data and talk apart', async () => {
    const { terminal, view } = people();
    await view.event(event({ type: 'text', text: 'answer', delta: false }));
    view.ended(result({ status: 'success' }));
    expect(terminal.out()).toBe(' answer\n');
    expect(terminal.err()).toContain('success');
  });

  test('prints pieces as they come and not the whole text again', async () => {
    const { terminal, view } = people();
    for (const piece of ['one ', 'two\nth', 'ree']) await view.event(event({ type: 'text', text: piece, delta: true }));
    await view.event(event({ type: 'text', text: 'one two\nthree', delta: false }));
    view.ended(result({ status: 'success' }));
    expect(terminal.out()).toBe(' one two\n three\n');
  });

  test("does not print a subagent's words as the answer", async () => {
    const { terminal, view } = people();
    await view.event(event({ type: 'text', text: 'inner', delta: false }, { parentToolUseId: 't1' }));
    await view.event(event({ type: 'text', text: 'outer', delta: false }));
    view.ended(result({ status: 'success' }));
    expect(terminal.out()).toBe(' outer\n');
  });

  test('prints the answer of an agent that says it only with its result', () => {
    const { terminal, view } = people();
    view.ended(result({ status: 'success' }));
    expect(terminal.out()).toBe(' The export command now takes --json.\n');
  });

  test('names the window of a limit and when it is back', async () => {
    const { terminal, view } = people();
    await view.event(event({ type: 'limit', limit: LIMIT }));
    const failure = { class: 'limit', detail: "You've hit your 5-hour limit", limit: LIMIT } as const;
    view.ended(result({ status: 'limited', failure }));
    // Once, with the end; and nothing is wider than a small terminal.
    expect(lines(written(terminal))).toEqual([
      '',
      ' ✗ limited   1m 12s   9 turns   24 in, 3.1k out, 21k cache   $0.31',
      '   work hit its 5-hour limit, back at 03:33, in 2h 10m',
      '   ccx run --resume-last   goes on',
      '',
    ]);
    expect(lines(written(terminal)).every((line) => line.length <= 80)).toBe(true);
  });

  test('tells of a failover when it happens, and once', async () => {
    const { terminal, view } = people();
    const why = 'work hit its 5-hour limit; no tool had run: trying codex';
    await view.event(event({ type: 'text', text: 'Beg', delta: true }));
    await view.event(event({ type: 'notice', text: why }));
    view.attempt?.({ target: { ...TARGET, name: 'codex' } } as RunRecord);
    await view.event(event({ type: 'started', model: 'gpt-5.5', cwd: null, cliVersion: null }));
    await view.event(event({ type: 'text', text: 'Done.', delta: false }));
    view.ended(result({ status: 'success' }, {}, [why, 'disk is slow']));
    expect(lines(written(terminal))).toEqual([
      ' Beg',
      ` ▲ ${why}`,
      ' codex · gpt-5.5 · session 7d54a799',
      ' Done.',
      '',
      ' ✓ success   1m 12s   9 turns   24 in, 3.1k out, 21k cache   $0.31',
      ' ▲ disk is slow',
      '',
    ]);
  });

  test('leaves what the agent says of itself to its log', async () => {
    const { terminal, view } = people();
    await view.event(event({ type: 'notice', text: 'a plugin was loaded' }, { raw: '{"type":"system"}' }));
    expect(written(terminal)).toBe('');
  });

  test('counts the tries on a busy vendor, and says where the work lies', () => {
    const { terminal, view } = people();
    const end = result({ status: 'success' });
    const overloaded = {
      status: 'failed',
      failure: { class: 'overload', detail: '529 Overloaded', limit: null },
    } as const;
    const first = { ...end.last, startedAt: '2026-11-21T01:22:00.000Z' };
    const busy = { ...end.last, outcome: overloaded, earlierTries: [first] };
    const last = {
      ...end.last,
      worktree: { path: '/home/ada/shop/.ccx/worktrees/try', branch: 'ccx/try', base: 'c0' },
    };
    view.ended({ ...end, last, attempts: [busy, last] });
    expect(lines(written(terminal)).slice(-5)).toEqual([
      ' ✓ success   2m 12s   9 turns   24 in, 3.1k out, 21k cache   $0.31',
      '   work: 529 Overloaded',
      '   2 attempts in 3 tries',
      '   in ~/shop/.ccx/worktrees/try, on the branch ccx/try',
      '',
    ]);
  });

  test('says when an account goes on with extra usage', async () => {
    const { terminal, view } = people();
    await view.event(event({ type: 'limit', limit: { ...LIMIT, usingExtra: true } }));
    view.ended(result({ status: 'success' }));
    expect(written(terminal)).toContain(
      '▲ work hit its 5-hour limit, back at 03:33, in 2h 10m; it goes on with extra usage',
    );
  });

  test('says that a denied tool may have spoilt the answer', () => {
    const { terminal, view } = people();
    view.ended(result({ status: 'success' }, { permissionDenials: [{ tool: 'Bash', reason: 'rm needs approval' }] }));
    expect(written(terminal)).toContain('▲ the agent was not allowed to use Bash: its answer may be incomplete');
  });

  test('says which deadline ended it', () => {
    const { terminal, view } = people();
    view.ended(result({ status: 'timed-out', deadline: 'first-byte' }));
    expect(written(terminal)).toContain('✗ timed out');
    expect(written(terminal)).toContain('the agent said nothing at all');
  });

  test('is silent but for the answer when quiet', async () => {
    const { terminal, view } = people({ quiet: true });
    await view.event(event({ type: 'started', model: 'm', cwd: null, cliVersion: null }));
    await view.event(event({ type: 'text', text: 'answer', delta: false }));
    view.ended(result({ status: 'success' }));
    expect(written(terminal)).toBe(' answer\n');
  });
});

describe('a run into a pipe', () => {
  test('gives the answer on stdout and nothing else', () => {
    const terminal = fakeTerminal({ tty: false });
    createPlainView({ terminal }).ended(result({ status: 'success' }));
    expect(terminal.out()).toBe('The export command now takes --json.\n');
    expect(terminal.err()).toBe('');
  });

  test('says on stderr why there is no answer', () => {
    const terminal = fakeTerminal({ tty: false });
    const failure = { class: 'overload', detail: 'API Error: 529 Overloaded', limit: null } as const;
    createPlainView({ terminal }).ended(result({ status: 'failed', failure }, { text: '' }));
    expect(terminal.out()).toBe('');
    expect(terminal.err()).toContain('✗ failed (overload)');
    expect(terminal.err()).toContain('API Error: 529 Overloaded');
  });

  test('speaks ASCII where the locale asks for it', () => {
    const terminal = fakeTerminal({ tty: false, ascii: true });
    createPlainView({ terminal }).ended(result({ status: 'cancelled' }));
    expect(terminal.err()).toMatch(/^ x cancelled/);
  });
});

describe('data for programs', () => {
  test('is every event and then the result, one object a line', async () => {
    const terminal = fakeTerminal({ tty: false });
    const view = createJsonlView({ terminal });
    await view.event(event({ type: 'text', text: 'hi', delta: false }));
    view.ended(result({ status: 'success' }));
    const parsed = terminal
      .out()
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(parsed).toMatchObject([
      { type: 'text', text: 'hi' },
      { type: 'run-result', schemaVersion: 1, result: { status: 'success', runId: 'run-1' } },
    ]);
  });

  test('leaves a word about a denied tool on stderr, though the run ended well', () => {
    const terminal = fakeTerminal({ tty: false });
    const summary = { permissionDenials: [{ tool: 'Bash', reason: 'rm needs approval' }] };
    createJsonView({ terminal }).ended(result({ status: 'success' }, summary));
    expect(JSON.parse(terminal.out())).toMatchObject({ status: 'success' });
    expect(terminal.err()).toContain('not allowed to use Bash');
  });

  test("is the agent's own line once, however many events it made, also when two lines are the same", async () => {
    const terminal = fakeTerminal({ tty: false });
    const view = createRawView({ terminal });
    const from = (stream: 'stdout' | 'stderr', line: number, raw: string): AgentEvent =>
      event({ type: 'notice', text: '' }, { raw, origin: { stream, line } });
    const events = [from('stdout', 0, 'a'), from('stdout', 0, 'a'), from('stderr', 0, 'noise'), from('stdout', 1, 'a')];
    for (const one of events) await view.event(one);
    expect(terminal.out()).toBe('a\na\n');
  });
});

test.for([
  [{ file_path: '/w/src/a.ts' }, 'src/a.ts'],
  [{ file_path: '/elsewhere/a.ts' }, '/elsewhere/a.ts'],
  [{ command: 'echo a\n  echo b' }, 'echo a echo b'],
  [{ pattern: 'needle', path: '/w' }, '/w'],
  [
    {
      changes: [
        { path: '/w/a.ts', kind: 'update' },
        { path: '/w/src/b.ts', kind: 'add' },
      ],
    },
    'a.ts src/b.ts',
  ],
  [{ changes: [], path: 'c.ts' }, 'c.ts'],
  [{ strange: true }, ''],
  [null, ''],
  ['text', ''],
] as const)('the tool input %j is about "%s"', ([input, subject]) => {
  expect(toolSubject(input, '/w').text).toBe(subject);
});

describe('text in pieces', () => {
  const shown = (pieces: readonly string[], columns = 80): string => {
    let text = '';
    const writer = createTextWriter(
      (part) => (text += part),
      () => columns,
    );
    for (const piece of pieces) writer.piece(piece);
    writer.endLine();
    return text;
  };

  test('is indented by one column and keeps its own indentation', () => {
    expect(shown(['one\n\ntwo\n  three'])).toBe(' one\n\n two\n   three\n');
  });

  test('is wrapped between words', () => {
    expect(shown(['the quick brown fox'], 12)).toBe(' the quick\n brown fox\n');
    expect(shown(['a-word-that-fits-nowhere at all'], 12)).toBe(' a-word-that-fits-nowhere\n at all\n');
  });

  test('looks the same wherever it was cut, and no line of short words is wider than the terminal', () => {
    const text = fc.stringMatching(/^([a-zü漢]{1,5}| {1,3}|\n){0,40}$/);
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 16, max: 40 }), (whole, at, columns) => {
        const cut = at % (whole.length + 1);
        const result = shown([whole.slice(0, cut), whole.slice(cut)], columns);
        expect(result).toBe(shown([whole], columns));
        const words = result.split('\n').filter((line) => line.trim().includes(' '));
        for (const line of words) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        expect(result.replace(/\s+/g, '')).toBe(whole.replace(/\s+/g, ''));
      }),
    );
  });
});
