import { readdirSync, readFileSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Instant } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { codexLogSource } from '../../src/codex/log.ts';
import { shortReading, type ShortReading } from '../short-reading.ts';
import { sourceConformance } from '../source-conformance.ts';
import { expectWellFormed } from '../well-formed.ts';
import { ACCOUNT, newHome, writeRollout } from './under-test.ts';

const NOW = '2026-11-21T01:30:00.000Z';
const ROLLOUTS = join(import.meta.dirname, '../fixtures/codex/rollouts');

function clockAt(now: Instant): Clock {
  return { now: () => now, sleep: () => Promise.resolve() };
}

sourceConformance({
  id: 'log',
  agent: 'codex',
  cost: { process: false, usageEndpoint: false, mayOpenWindow: false },
  create: async (found) => {
    const { home, env } = await newHome();
    const day = '2026/11/21/rollout';
    if (found === 'numbers') await writeRollout(home, `${day}-a`, [meta('one'), tokens(5, main(42))]);
    if (found === 'no-numbers') await writeRollout(home, `${day}-a`, [meta('one'), tokens(5, {})]);
    if (found === 'garbage')
      await writeRollout(home, `${day}-a`, ['{"token_count"', '\u0000{{{ "token_count" }}}', '[]']);
    return { source: codexLogSource({ clock: clockAt(NOW) }), account: ACCOUNT, env, configDir: join(home, '.codex') };
  },
});

/** The first line of a rollout. */
function meta(account: string | null): object {
  return {
    type: 'session_meta',
    payload: { account_scoped: true, ...(account !== null && { creator_account_id: account }) },
  };
}

/** What is written down after an answer, so many minutes after one o'clock. */
function tokens(minute: number, rate_limits: unknown): object {
  const timestamp = new Date(Date.parse('2026-11-21T01:00:00.000Z') + minute * 60_000).toISOString();
  return { timestamp, type: 'event_msg', payload: { type: 'token_count', info: null, rate_limits } };
}

function main(used_percent: number, resetsAt = '2026-11-21T03:00:00Z'): object {
  const resets_at = Date.parse(resetsAt) / 1000;
  return { limit_id: 'codex', primary: { used_percent, window_minutes: 300, resets_at }, secondary: null };
}

function spark(used_percent: number): object {
  return {
    limit_id: 'codex_spark',
    limit_name: 'spark',
    primary: { used_percent, window_minutes: 300, resets_at: null },
  };
}

interface Rollout {
  readonly name: string;
  readonly lines: readonly (string | object)[];
  /** When it was written last; later ones are newer. */
  readonly minute: number;
}

async function read(
  rollouts: readonly Rollout[],
  now = NOW,
): Promise<Awaited<ReturnType<ReturnType<typeof codexLogSource>['read']>>> {
  const { home, env } = await newHome();
  for (const { name, lines, minute } of rollouts) {
    const path = await writeRollout(home, name, lines);
    const at = new Date(Date.parse('2026-11-21T01:00:00.000Z') + minute * 60_000);
    await utimes(path, at, at);
  }
  const reading = await codexLogSource({ clock: clockAt(now) }).read(ACCOUNT, {
    env,
    signal: new AbortController().signal,
  });
  expectWellFormed(reading, 'log');
  return reading;
}

async function short(rollouts: readonly Rollout[], now = NOW): Promise<ShortReading> {
  return shortReading(await read(rollouts, now));
}

const day = (of: number, name: string): string => `2026/11/${String(of).padStart(2, '0')}/rollout-${name}`;

describe('the rollouts of Codex 0.169.0', () => {
  test.for<[string, ShortReading]>([
    [
      'chatgpt-exec-ok',
      { session: '37.5% 2026-11-21T02:38:18.000Z', weekly: '61% 2026-11-24T01:08:18.000Z', extra: '0/12.5 credits' },
    ],
    ['exec-text', { session: '37.5% 2026-11-21T02:37:53.000Z', weekly: '61% 2026-11-24T01:07:53.000Z' }],
    ['exec-no-ratelimit-headers', 'nothing-recorded'],
  ])('%s', async ([name, expected]) => {
    const lines = readFileSync(join(ROLLOUTS, `${name}.jsonl`), 'utf8')
      .trim()
      .split('\n');
    expect(await short([{ name: day(21, 'a'), lines, minute: 10 }])).toEqual(expected);
  });

  test('say whose they are, and when the number was true', async () => {
    const lines = readFileSync(join(ROLLOUTS, 'chatgpt-exec-ok.jsonl'), 'utf8').trim().split('\n');
    expect(await read([{ name: day(21, 'a'), lines, minute: 10 }])).toMatchObject({
      snapshot: {
        login: { accountUuid: 'acct-00000000-0000-4000-8000-000000000001' },
        windows: [{ capturedAt: '2026-11-21T01:08:19.754Z' }, {}, {}],
      },
    });
  });

  test('have all been tried', () => {
    expect(readdirSync(ROLLOUTS)).toHaveLength(3);
  });
});

describe('of several records', () => {
  test('the last of each bucket counts: one of a single model does not hide the plan’s own', async () => {
    const lines = [meta('one'), tokens(1, main(10)), tokens(2, main(12)), tokens(3, spark(90))];
    expect(await short([{ name: day(21, 'a'), lines, minute: 3 }])).toEqual({
      session: '12% 2026-11-21T03:00Z',
      'session:spark': '90%',
    });
  });

  test('each bucket may stand in another rollout, each with its own age', async () => {
    const reading = await read([
      { name: day(21, 'a'), lines: [meta('one'), tokens(1, main(10))], minute: 1 },
      { name: day(21, 'b'), lines: [meta('one'), tokens(4, spark(90))], minute: 4 },
    ]);
    expect(reading).toMatchObject({
      snapshot: {
        windows: [
          { id: 'session', usedPercent: 10, capturedAt: '2026-11-21T01:01:00.000Z' },
          { id: 'session:spark', capturedAt: '2026-11-21T01:04:00.000Z' },
        ],
      },
    });
  });

  test('a thread that was gone on with counts, although it began days before the newest', async () => {
    expect(
      await short([
        { name: day(18, 'old'), lines: [meta('one'), tokens(1, main(10)), tokens(20, main(33))], minute: 20 },
        { name: day(21, 'new'), lines: [meta('one'), tokens(5, main(20))], minute: 5 },
      ]),
    ).toEqual({ session: '33% 2026-11-21T03:00Z' });
  });

  test('the newest record counts, not the one of the file that was written last', async () => {
    expect(
      await short([
        { name: day(21, 'a'), lines: [meta('one'), tokens(9, main(30))], minute: 9 },
        { name: day(21, 'b'), lines: [meta('one'), tokens(2, main(10)), 'a line without limits'], minute: 12 },
      ]),
    ).toEqual({ session: '30% 2026-11-21T03:00Z' });
  });

  test('those of another login, which somebody used in the same folder before, do not count', async () => {
    expect(
      await short([
        { name: day(20, 'a'), lines: [meta('other'), tokens(1, main(99)), tokens(1, spark(50))], minute: 1 },
        { name: day(21, 'b'), lines: [meta('one'), tokens(2, main(10))], minute: 2 },
      ]),
    ).toEqual({ session: '10% 2026-11-21T03:00Z' });
  });

  test('an answer without limits, as one of an API key, does not hide the numbers before it', async () => {
    const none = { limit_id: 'codex', primary: null, secondary: null, individual_limit: null };
    const lines = [meta('one'), tokens(1, main(10)), tokens(2, none)];
    expect(await short([{ name: day(21, 'a'), lines, minute: 2 }])).toEqual({ session: '10% 2026-11-21T03:00Z' });
  });

  test('one of the future is of a clock that was wrong', async () => {
    expect(await short([{ name: day(21, 'a'), lines: [meta('one'), tokens(300, main(99))], minute: 2 }])).toBe(
      'nothing-recorded',
    );
  });

  test('what a program printed is no record, although it looks like one', async () => {
    const printed = {
      timestamp: '2026-11-21T01:20:00.000Z',
      type: 'response_item',
      payload: {
        type: 'function_call_output',
        name: 'token_count',
        rate_limits: main(99),
        output: JSON.stringify(tokens(20, main(99))),
      },
    };
    expect(
      await short([{ name: day(21, 'a'), lines: [meta('one'), tokens(1, main(10)), printed], minute: 20 }]),
    ).toEqual({
      session: '10% 2026-11-21T03:00Z',
    });
  });

  test('a line that is cut, as while Codex writes it, is left out', async () => {
    const lines = [meta('one'), tokens(1, main(10)), JSON.stringify(tokens(2, main(20))).slice(0, -9)];
    expect(await short([{ name: day(21, 'a'), lines, minute: 2 }])).toEqual({ session: '10% 2026-11-21T03:00Z' });
  });

  test('one behind megabytes of other lines is found, and one before them is not looked for', async () => {
    const noise = Array.from({ length: 40 }, () =>
      JSON.stringify({ type: 'response_item', output: 'x'.repeat(60_000) }),
    );
    expect(
      await short([
        { name: day(21, 'a'), lines: [meta('one'), ...noise, tokens(1, main(10))], minute: 1 },
        { name: day(21, 'b'), lines: [meta('one'), tokens(2, main(99)), ...noise], minute: 2 },
      ]),
    ).toEqual({ session: '10% 2026-11-21T03:00Z' });
  });
});

describe('a window past its reset', () => {
  const over = main(100, '2026-11-21T01:20:00Z');

  test('is not still full, and its number is unknown, not zero', async () => {
    const weekly = { used_percent: 61, window_minutes: 10_080, resets_at: Date.parse('2026-11-24T00:00:00Z') / 1000 };
    const lines = [meta('one'), tokens(1, { ...over, secondary: weekly })];
    expect(await short([{ name: day(21, 'a'), lines, minute: 1 }])).toEqual({
      session: '2026-11-21T01:20Z unknown',
      weekly: '61% 2026-11-24T00:00Z',
    });
  });

  test('is no number at all where there is no other', async () => {
    expect(await short([{ name: day(21, 'a'), lines: [meta('one'), tokens(1, over)], minute: 1 }])).toBe(
      'nothing-recorded',
    );
  });
});
