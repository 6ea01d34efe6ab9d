import type { QuotaReading } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { CLAUDE_SCREEN } from '../../src/claude/screen.ts';
import { CODEX_SCREEN } from '../../src/codex/screen.ts';
import { GEMINI_SCREEN } from '../../src/gemini/screen.ts';
import type { Frame } from '../../src/pty/rendered-screen.ts';
import { quotaWindow } from '../../src/window.ts';
import { frameOf, recorded } from './frames.ts';
import { readingOf, TalkTime } from './talk-time.ts';

const READY = recorded('claude/ready');
const TYPED = recorded('claude/typed');
const USAGE = recorded('claude/usage');

/** The percentages on the screen; a row without one has none. */
function parse(text: string): QuotaReading {
  if (text.includes('Loading usage data')) return readingOf('loading');
  if (text.includes("Couldn't load usage data")) return readingOf('usage-endpoint-failed');
  const at = '2026-11-21T01:00:00.000Z';
  const rows = Array.from(text.matchAll(/(Current [a-z].*)\n.*?(?:(\d+)% used)?\n/g), ([, label = '', percent]) =>
    quotaWindow({
      id: label,
      label,
      source: 'pty',
      capturedAt: at,
      usedPercent: percent === undefined ? null : Number(percent),
    }),
  );
  if (rows.length === 0) return readingOf('no-limit-rows');
  const account = { agent: 'claude', configDir: null, id: 'claude:default' } as const;
  const facts = { cliVersion: /v(\S+)/.exec(text)?.[1] ?? null, plan: null, login: null };
  return { ok: true, snapshot: { schemaVersion: 1, account, windows: rows, ...facts } };
}

/** A talk in which the command was sent just now. */
function asked(): TalkTime {
  const time = new TalkTime({ agent: CLAUDE_SCREEN, parse });
  time.show(READY, 250);
  expect(time.keys(TYPED, 50)).toEqual(['\r']);
  return time;
}

describe('a prompt', () => {
  test('is ready when it has been quiet for 200 ms, and is then given the command alone', () => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN, parse });
    time.show(frameOf(''), 300);
    expect(time.talk.phase).toBe('waiting');
    expect(time.show(READY, 300)).toEqual([[500, '/usage']]);
  });

  test('that goes on changing below is not ready', () => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN, parse });
    for (let at = 0; at < 10; at += 1) {
      expect(time.keys(frameOf(READY.text.replace('auto mode', `auto mode ${at}`)), 150)).toEqual([]);
    }
  });

  test.for([
    ['its footer', (text: string) => text.replace(/ {2}⏵⏵.*/, '')],
    ['the rule below it', (text: string) => text.replace(/(❯.*\n)─+/, '$1')],
    ['the rule above it', (text: string) => text.replace(/─+(\n❯)/, '$1')],
  ] as const)('is none without %s', ([, change]) => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN, parse });
    const { text } = READY;
    expect(change(text)).not.toBe(text);
    expect(time.keys(frameOf(change(text)), 900)).toEqual([]);
  });

  test('gets Enter as a write of its own, when the whole command is echoed', () => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN, parse });
    time.show(READY, 250);
    expect(time.talk.phase).toBe('typed');
    expect(time.keys(frameOf(TYPED.text.replace('/usage', '/usa')), 500)).toEqual([]);
    expect(time.keys(TYPED, 500)).toEqual(['\r']);
    expect(time.talk.phase).toBe('loading');
  });

  test('of Codex gets Enter only when the command has stood still for 400 ms, because fast keys are a paste', () => {
    const time = new TalkTime({ agent: CODEX_SCREEN });
    const ready = recorded('codex/ready');
    const typed = frameOf(ready.text.replace('Ask Codex to do anything', '/status'));
    expect(time.show(ready, 250)).toEqual([[200, '/status']]);
    expect(time.show(typed, 1_000)).toEqual([[650, '\r']]);
  });

  test('of Codex is none while the account is loading', () => {
    const time = new TalkTime({ agent: CODEX_SCREEN });
    expect(time.keys(recorded('codex/starting'), 3_000)).toEqual([]);
  });

  test('of Gemini CLI gets Enter only when it offers the command, which it would else send to a model', () => {
    const time = new TalkTime({ agent: GEMINI_SCREEN });
    const ready = recorded('gemini/ready');
    expect(time.show(ready, 250)).toEqual([[200, '/model']]);
    const typed = ready.text.replace('  Type your message or @path/to/file', '/model');
    expect(time.keys(frameOf(typed), 25_000)).toEqual([]);
    const offered = typed.replace('\n workspace', '\n model   Manage model configuration\n workspace');
    expect(time.keys(frameOf(offered), 100)).toEqual(['\r']);
  });
});

describe('a command that was lost', () => {
  test('is typed once more after four seconds, and only once', () => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN, parse });
    expect(time.show(READY, 20_000)).toEqual([
      [200, '/usage'],
      [4_210, '/usage'],
    ]);
  });

  test('is not typed behind half of itself', () => {
    const time = new TalkTime({ agent: CLAUDE_SCREEN, parse });
    time.show(READY, 250);
    expect(time.keys(frameOf(READY.text.replace('❯', '❯ /us')), 20_000)).toEqual([]);
  });

  test('is sent again where Enter did nothing', () => {
    const time = asked();
    expect(time.keys(TYPED, 10_000)).toEqual(['\r']);
    expect(time.keys(READY, 20_000)).toEqual([]);
  });

  test('that a dialog interrupts goes on where it was, without an Enter that nobody wrote', () => {
    const time = new TalkTime({ agent: CODEX_SCREEN });
    const ready = recorded('codex/ready');
    const typed = frameOf(ready.text.replace('Ask Codex to do anything', '/status'));
    time.show(ready, 250);
    const hooks = '  Hooks need review\n\n› 1. Review hooks\n  2. Trust all and continue\n\n  enter confirm · esc skip';
    expect(time.keys(frameOf(hooks), 300)).toEqual(['\u001B']);
    expect(time.talk).toMatchObject({ phase: 'dialog', standing: { dialog: { name: 'hooks to review' } } });
    expect(time.keys(typed, 1_000)).toEqual(['\r']);
  });
});

describe('an answer', () => {
  test('is complete when every row has its value and nothing has changed for 150 ms', () => {
    const time = asked();
    const since = time.nowMs;
    time.show(USAGE, 1_000);
    expect(time.nowMs - since).toBe(160);
    expect(time.end?.reading).toMatchObject({ ok: true });
    expect(time.talk.phase).toBe('complete');
  });

  test('that is still filled is waited for', () => {
    const time = asked();
    for (const percent of [10, 20, 30]) time.show(frameOf(USAGE.text.replace('42% used', `${percent}% used`)), 100);
    expect(time.end).toBeNull();
    time.show(USAGE, 1_000);
    expect(percents(time)).toEqual([42, 17, 5]);
  });

  test('whose other parts change is complete all the same', () => {
    const time = asked();
    for (let second = 0; second < 20 && time.end === null; second += 1) {
      time.show(frameOf(USAGE.text.replace(/\(wall\): +\d+s/, `(wall): ${second}s`)), 20);
    }
    expect(percents(time)).toEqual([42, 17, 5]);
  });

  test('with a row that has no value yet is given a second and a half, then taken as it is', () => {
    const time = asked();
    const since = time.nowMs;
    const half = frameOf(USAGE.text.replace('17% used', ''));
    time.show(half, 1_400);
    expect(time.end).toBeNull();
    time.show(half, 1_000);
    expect(time.nowMs - since).toBe(1_510);
    expect(percents(time)).toEqual([42, null, 5]);
  });

  test('that says it is loading is waited for, however long', () => {
    const time = asked();
    const loading = frameOf(USAGE.text.replace(/Current session[^]*?(?= {2}Usage credits)/, 'Loading usage data…\n'));
    time.show(loading, 25_000);
    expect(time.end).toBeNull();
    expect(time.talk).toMatchObject({ phase: 'loading', lastReading: { problem: { code: 'loading' } } });
    time.show(USAGE, 500);
    expect(percents(time)).toEqual([42, 17, 5]);
  });

  test('that says why it has no numbers is taken at once, one without any reason only after a while', () => {
    const failed = asked();
    let since = failed.nowMs;
    failed.show(
      frameOf(USAGE.text.replace(/Current session[^]*?(?= {2}Usage credits)/, "Couldn't load usage data\n")),
      5_000,
    );
    expect(failed.nowMs - since).toBe(160);
    expect(failed.talk.phase).toBe('failed');
    const empty = asked();
    since = empty.nowMs;
    empty.show(frameOf(USAGE.text.replace(/Current session[^]*?(?= {2}Usage credits)/, '')), 5_000);
    expect(empty.nowMs - since).toBe(1_510);
  });

  test('is parsed with the rows that have scrolled away above the screen', () => {
    const time = asked();
    const frame: Frame = { rows: USAGE.rows.slice(-8), text: USAGE.text };
    expect(frame.rows.join('\n')).not.toContain('Current session');
    time.show(frame, 1_000);
    expect(percents(time)).toEqual([42, 17, 5]);
  });

  test('keeps the version of the first screen, which the panel has wiped away', () => {
    const time = asked();
    expect(USAGE.text).not.toContain('Claude Code v');
    time.show(USAGE, 1_000);
    expect(time.end?.reading).toMatchObject({ snapshot: { cliVersion: '2.1.329' } });
  });

  test('that a dialog covers is waited for until the dialog is gone', () => {
    const time = asked();
    expect(time.keys(recorded('claude/fullscreen'), 300)).toEqual(['\u001B']);
    time.show(USAGE, 500);
    expect(percents(time)).toEqual([42, 17, 5]);
    expect(time.talk.standing).toBeNull();
  });
});

function percents({ end }: TalkTime): readonly (number | null)[] {
  const reading = end?.reading;
  return reading?.ok === true ? reading.snapshot.windows.map(({ usedPercent }) => usedPercent) : [];
}
