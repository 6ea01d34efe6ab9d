import type { WorkItem } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { workChange } from '../../src/batch/work-change.ts';

const ITEM: WorkItem = {
  id: 'a',
  seq: 1,
  type: 'prompt',
  payload: { prompt: 'x', cwd: '/x', permission: 'safe', unknown: 1 },
  priority: 100,
  onEffects: 'resume',
  state: 'needs-human',
  createdAt: '2026-11-21T22:00:00.000Z',
  attempts: 0,
  lastError: null,
  progress: null,
};
const PLACE = { now: '2026-11-21T22:00:00.000Z', timeZone: 'Europe/Berlin', lane: null, after: null };

describe('a change of an item', () => {
  test('says nothing of what stays as it is', () => {
    expect(workChange(ITEM, {}, PLACE)).toEqual({});
  });

  test('keeps the rest of its payload, also what is not known here', () => {
    expect(workChange(ITEM, { permission: 'edit', verify: 'npm test' }, PLACE)).toEqual({
      payload: {
        prompt: 'x',
        cwd: '/x',
        permission: 'edit',
        unknown: 1,
        verify: { command: 'npm test', rounds: 3 },
      },
    });
  });

  test('takes away what is said to be empty', () => {
    expect(workChange(ITEM, { key: '' }, { ...PLACE, after: [] })).toEqual({ limitKey: null, after: [] });
  });

  test('moves it in time and to another account', () => {
    const entry = { at: '03:30', priority: 1, onEffects: 'ask', maxAttempts: 9 } as const;
    expect(workChange(ITEM, entry, { ...PLACE, lane: 'codex' })).toEqual({
      runAt: '2026-11-22T02:30:00.000Z',
      priority: 1,
      onEffects: 'ask',
      maxAttempts: 9,
      lane: 'codex',
    });
  });

  test('keeps the rest of a recurrence', () => {
    const cron = { expression: '0 6 * * *', timeZone: 'Asia/Tokyo', missed: 'skip', jitterMs: 5 } as const;
    expect(workChange({ ...ITEM, cron }, { cron: '0 7 * * *' }, PLACE).cron).toEqual({
      ...cron,
      expression: '0 7 * * *',
    });
  });
});
