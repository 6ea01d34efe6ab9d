import type { Account, QuotaProblem, QuotaReading, QuotaWindow } from '@ccx/contracts';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { entryOf, rememberedEntry, type QuotaEntry } from '../src/quota-view/quota-entry.ts';
import { quotaRows } from '../src/quota-view/quota-rows.ts';
import { fakeTerminal } from './fake-terminal.ts';

const now = '2026-11-21T01:23:00.000Z';
const maxAgeMs = 15 * 60_000;
const ACCOUNT: Account = { agent: 'claude', configDir: null, id: 'claude:default' };

function aWindow(facts: Partial<QuotaWindow>): QuotaWindow {
  return {
    id: 'session',
    label: 'Current session',
    appliesTo: null,
    usedPercent: null,
    bound: 'exact',
    amount: null,
    resetsAt: null,
    resetRaw: null,
    windowMinutes: null,
    state: 'ok',
    source: 'control',
    capturedAt: now,
    ...facts,
  };
}

function anEntry(
  name: string,
  windows: readonly QuotaWindow[],
  { plan = null, problem = null }: { plan?: string | null; problem?: QuotaProblem | null } = {},
): QuotaEntry {
  const snapshot = { schemaVersion: 1 as const, account: ACCOUNT, cliVersion: null, windows, plan, login: null };
  const state = { account: ACCOUNT, good: snapshot, problem, samples: [] };
  return entryOf(name, ACCOUNT, { reading: { ok: true, snapshot }, state, tried: [] }, now);
}

function aProblem(code: string, detail: string, retryAt: string | null = null): QuotaReading & { ok: false } {
  return { ok: false, problem: { code, detail, at: now, retryAt } };
}

function without(name: string, reading: QuotaReading & { ok: false }): QuotaEntry {
  const state = { account: ACCOUNT, good: null, problem: reading.problem, samples: [] };
  return entryOf(name, ACCOUNT, { reading, state, tried: [] }, now);
}

const WORK = anEntry(
  'work',
  [
    aWindow({ usedPercent: 42, resetsAt: '2026-11-21T03:33:00.000Z' }),
    aWindow({ id: 'weekly', usedPercent: 18, resetsAt: '2026-11-25T00:00:00.000Z' }),
    aWindow({ id: 'weekly:fable', appliesTo: 'fable', usedPercent: 61 }),
  ],
  { plan: 'Max 20x' },
);

describe('the table of quotas', () => {
  test('shows a bar, a number and a reset for each window where there is room for them', () => {
    expect(quotaRows([WORK], fakeTerminal({ columns: 140 }), { now, maxAgeMs })).toEqual([
      ' account  plan     5 hours                  week                       model weeks  source   age',
      ' work     Max 20x  ███████▌··········  42%  ███▎··············  18%    fable 61%    control  now',
      '                   resets 03:33 (2h 10m)    resets Wed 00:00 (3d 23h)',
    ]);
  });

  test('reads without colours and in ASCII', () => {
    const [, row] = quotaRows([WORK], fakeTerminal({ columns: 140, ascii: true }), { now, maxAgeMs });
    expect(row).toContain('########..........  42%');
  });

  test.for([40, 60, 80, 100, 120])('fits into %i columns', (columns) => {
    const rows = quotaRows([WORK, anEntry('a-much-longer-name-of-an-account', [])], fakeTerminal({ columns }), {
      now,
      maxAgeMs,
    });
    for (const row of rows) expect(stringWidth(row)).toBeLessThanOrEqual(columns);
    expect(rows.join('\n')).toContain('42%');
  });

  test('shows nothing as nought: a window without a number is a dash', () => {
    const rows = quotaRows([anEntry('work', [aWindow({ state: 'unknown' })])], fakeTerminal(), { now, maxAgeMs });
    expect(rows[1]).toMatch(/^ work +- +- +-/);
    expect(rows.join('\n')).not.toContain('%');
  });

  test('says that a number is at least so high where its source rounds down', () => {
    const rounded = aWindow({ usedPercent: 99, bound: 'at-least', source: 'pty' });
    expect(quotaRows([anEntry('work', [rounded])], fakeTerminal(), { now, maxAgeMs })[1]).toContain('≥99%');
  });

  test('never rounds 99.6 up to a full window', () => {
    const rows = quotaRows([anEntry('work', [aWindow({ usedPercent: 99.6 })])], fakeTerminal(), { now, maxAgeMs });
    expect(rows[1]).toContain(' 99%');
  });

  test('shows a refusal without a number as a full window', () => {
    const rows = quotaRows([anEntry('work', [aWindow({ state: 'exhausted' })])], fakeTerminal(), { now, maxAgeMs });
    expect(rows[1]).toContain('100%');
  });

  test('says how old numbers are that are older than they should be', () => {
    const old = aWindow({ usedPercent: 42, capturedAt: '2026-11-20T22:23:00.000Z' });
    expect(quotaRows([anEntry('work', [old])], fakeTerminal(), { now, maxAgeMs })[1]).toMatch(/3h old$/);
    const young = aWindow({ usedPercent: 42, capturedAt: '2026-11-21T01:11:00.000Z' });
    expect(quotaRows([anEntry('work', [young])], fakeTerminal(), { now, maxAgeMs })[1]).toMatch(/ 12m$/);
  });

  test('shows a reset as it came where it could not be understood', () => {
    const strange = aWindow({ usedPercent: 42, resetRaw: 'resets at noon, ship time' });
    expect(quotaRows([anEntry('work', [strange])], fakeTerminal(), { now, maxAgeMs })[2]).toContain(
      'at noon, ship time',
    );
  });

  test('lets no text of a vendor move the cursor', () => {
    const evil = aWindow({ id: 'weekly:x', appliesTo: 'x\u001b[2J\u0007y', usedPercent: 4 });
    expect(quotaRows([anEntry('work', [evil])], fakeTerminal(), { now, maxAgeMs }).join('')).not.toContain('\u001b');
  });

  test('says in a sentence why an account has no numbers, and when it can be asked again', () => {
    const reading = aProblem('cooldown', 'The usage endpoint has refused.', '2026-11-21T01:28:00.000Z');
    expect(quotaRows([without('work', reading)], fakeTerminal(), { now, maxAgeMs })).toEqual([
      ' ▲ work: The usage endpoint has refused. Again from 01:28. [cooldown]',
    ]);
  });

  test('warns of nothing where a login has no window', () => {
    const reading = aProblem('not-a-subscription', 'no window: an API key has none');
    expect(quotaRows([without('gemini', reading)], fakeTerminal(), { now, maxAgeMs })).toEqual([
      ' gemini: no window: an API key has none',
    ]);
  });

  test('keeps the last numbers above the reason why there are no newer ones', () => {
    const { problem } = aProblem('usage-endpoint-failed', 'It did not answer.');
    const rows = quotaRows([anEntry('work', [aWindow({ usedPercent: 42 })], { problem })], fakeTerminal(), {
      now,
      maxAgeMs,
    });
    expect(rows[1]).toContain('42%');
    expect(rows.at(-1)).toBe(' ▲ work: It did not answer. [usage-endpoint-failed]');
  });
});

describe('an account', () => {
  test('of which nothing is remembered is not shown before it is asked', () => {
    const state = { account: ACCOUNT, good: null, problem: null, samples: [] };
    expect(rememberedEntry('work', state, now)).toBeNull();
  });

  test('that was asked a minute ago says what it said then', () => {
    const then = aProblem('no-limit-rows', 'It has no windows.').problem;
    const state = { account: ACCOUNT, good: null, problem: then, samples: [] };
    const reading = aProblem('recently-asked', 'It was asked at 01:22.');
    expect(entryOf('work', ACCOUNT, { reading, state, tried: [] }, now)).toMatchObject({
      problem: then,
      reading: { ok: false, problem: then },
    });
  });
});
