import { createMemoryQueue } from '@ccx/queue';
import { describe, expect, test } from 'vitest';
import { readItems } from '../../src/commands/queue/read-items.ts';
import { anItem } from './items.ts';

const line = (fields: object): string => JSON.stringify({ schemaVersion: 1, item: { ...anItem(), ...fields } });

describe('items of another queue', () => {
  test('are what the queue itself tells of them', async () => {
    const queue = createMemoryQueue();
    const cron = { expression: '0 6 * * *', timeZone: 'UTC', missed: 'skip', jitterMs: 0 } as const;
    const draft = {
      type: 'prompt',
      payload: { prompt: 'x' },
      priority: 3,
      onEffects: 'ask',
      limitKey: 'k',
      dedupKey: 'd',
      lane: 'codex',
      maxAttempts: 9,
      cron,
    } as const;
    await queue.enqueue([draft]);
    const item = await queue.get('1');
    const { items, problems } = readItems(JSON.stringify({ item }));
    expect(problems).toEqual([]);
    expect(items[0]).toMatchObject({
      line: 1,
      draft: { ...draft, id: item?.id, runAt: item?.runAt },
      after: [],
      held: null,
    });
    await queue.close();
  });

  test('that have ended are only known by their ids', () => {
    const { items, ended } = readItems([line({ id: 'a', state: 'done' }), line({ id: 'b', state: 'dead' })].join('\n'));
    expect(items).toEqual([]);
    expect([...ended]).toEqual([
      ['a', 'done'],
      ['b', 'dead'],
    ]);
  });

  test.for<[object, string | null]>([
    [{ state: 'waiting' }, null],
    [{ state: 'held', reason: 'after #3' }, null],
    [{ state: 'held', reason: 'for the release' }, 'for the release'],
    [{ state: 'needs-human', reason: 'Bash was denied' }, 'Bash was denied'],
    [{ state: 'running', progress: { effects: 'none', sessionId: 's' } }, null],
    [
      { state: 'running', progress: { effects: 'possible', sessionId: null } },
      'it had begun elsewhere, and may have changed something',
    ],
  ])('%j is held: %s', ([fields, held]) => {
    expect(readItems(line(fields)).items[0]?.held).toBe(held);
  });

  test('are refused with everything that is wrong', () => {
    const text = [line({}), line({ state: 'asleep', cron: {} }), '', '[]', '{"id":1}'].join('\n');
    expect(readItems(text).problems.map(({ line: at, message }) => `${at}: ${message}`)).toEqual([
      expect.stringMatching(/^2: state is "asleep"; one of waiting, /),
      '2: cron is {}; a recurrence was expected',
      '4: this is no item; {"item": {…}} was expected',
      expect.stringMatching(/^5: id is 1; /),
      expect.stringMatching(/^5: type is missing; /),
      expect.stringMatching(/^5: state is missing; /),
      expect.stringMatching(/^5: priority is missing; /),
      expect.stringMatching(/^5: onEffects is missing; /),
      expect.stringMatching(/^5: payload is missing; /),
    ]);
  });
});
