import { describe, expect, test } from 'vitest';
import { parseStatuslineInput, type StatuslineInput } from '../../src/claude/statusline-input.ts';
import { expectWellFormed } from '../well-formed.ts';
import { fixtureText, inShort } from './fixture.ts';
import { ACCOUNT } from './under-test.ts';

function read(json: string): StatuslineInput {
  const input = parseStatuslineInput(json, { account: ACCOUNT, now: '2026-11-21T01:20:00.000Z' });
  expectWellFormed(input.reading, 'statusline');
  return input;
}

describe('what Claude Code tells its status line', () => {
  test('names session, model, context, cost and the windows', () => {
    const { reading, ...facts } = read(fixtureText('statusline/after-an-answer.json'));
    expect(facts).toEqual({
      sessionId: 'e7982952-f394-4b50-a035-d01ffa2a3ef6',
      cwd: '/home/dev/project',
      model: { id: 'claude-opus-5-5', name: 'Opus 5.5' },
      contextPercent: 1,
      costUsd: 0.020675699999999998,
      cliVersion: '2.1.329',
    });
    expect(inShort(reading)).toEqual({ session: '44 2026-11-21T03:48:46.000Z', weekly: '17 2026-11-24T12:38:46.000Z' });
  });

  test('has no number before the first answer, and no context either', () => {
    const { reading, contextPercent } = read(fixtureText('statusline/before-an-answer.json'));
    expect([inShort(reading), contextPercent]).toEqual(['nothing-recorded', null]);
  });

  test('shows the limit that was hit as exhausted', () => {
    expect(read(fixtureText('statusline/limit-hit.json')).reading).toMatchObject({
      snapshot: {
        windows: [
          { id: 'session', usedPercent: 100, state: 'exhausted' },
          { id: 'weekly', usedPercent: 44 },
        ],
      },
    });
  });

  test('had ISO instants for resets in older versions, and may name single models', () => {
    const rate_limits = {
      five_hour: { used_percentage: 23.5, resets_at: '2026-11-21T03:48:46Z' },
      seven_day: { used_percentage: null, resets_at: null },
      model_scoped: [{ display_name: 'Fable', utilization: 4, resets_at: '2026-11-25T01:00:00Z' }],
    };
    expect(inShort(read(JSON.stringify({ rate_limits })).reading)).toEqual({
      session: '23.5 2026-11-21T03:48:46.000Z',
      weekly: '?',
      'weekly:fable': '4 2026-11-25T01:00Z',
    });
  });

  test.for([0, -1, 1_795_232_926_000, 1e300])('%d is no epoch second, and the reset is unknown', (resets_at) => {
    const { reading } = read(JSON.stringify({ rate_limits: { five_hour: { used_percentage: 5, resets_at } } }));
    expect(reading).toMatchObject({ snapshot: { windows: [{ usedPercent: 5, resetsAt: null }] } });
  });

  test.for(['', 'not json', '[]', 'null', '7', '{"rate_limits":7}'])(
    '%j gives no windows and does not throw',
    (json) => {
      expect(read(json).reading.ok).toBe(false);
    },
  );
});
