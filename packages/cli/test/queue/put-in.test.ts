import { createMemoryQueue } from '@ccx/queue';
import { describe, expect, test } from 'vitest';
import { putIn, type NamedDraft } from '../../src/commands/queue/put-in.ts';

function named(name: string, more: Partial<NamedDraft> = {}, draft: Partial<NamedDraft['draft']> = {}): NamedDraft {
  const plain = { type: 'prompt', payload: { prompt: name }, priority: 100, onEffects: 'resume' } as const;
  return { draft: { ...plain, ...draft }, name, after: [], held: null, ...more };
}

describe('putting a batch into the queue', () => {
  test('lets what comes after another wait for it', async () => {
    const queue = createMemoryQueue();
    const [a, b] = [named('a'), named('b', { after: ['a'] })];
    const outcomes = await putIn(queue, [[a], [b]]);
    expect([outcomes.get(a)?.is, outcomes.get(b)?.is]).toEqual(['enqueued', 'enqueued']);
    expect(await queue.get('2')).toMatchObject({ state: 'held', reason: 'after #1' });
    await queue.close();
  });

  test('lets what is there already stand for its twin', async () => {
    const queue = createMemoryQueue();
    await putIn(queue, [[named('old', {}, { dedupKey: 'd' })]]);
    const [a, b] = [named('a', {}, { dedupKey: 'd' }), named('b', { after: ['a'] })];
    const outcomes = await putIn(queue, [[a], [b]]);
    expect(outcomes.get(a)).toMatchObject({ is: 'duplicate', state: 'waiting' });
    expect(await queue.get('2')).toMatchObject({ reason: 'after #1', payload: { prompt: 'b' } });
    await queue.close();
  });

  test('takes nothing that comes after what was not taken', async () => {
    const queue = createMemoryQueue({ limits: { payloadBytes: 20 } });
    const large = named('large', {}, { payload: 'x'.repeat(100) });
    const [b, c] = [named('b', { after: ['large'] }), named('c', { after: ['b'] })];
    const outcomes = await putIn(queue, [[large], [b], [c]]);
    expect([large, b, c].map((one) => outcomes.get(one)?.is)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(outcomes.get(c)).toEqual({ is: 'rejected', reason: 'it comes after "b", which was not taken' });
    expect(await queue.depth()).toBe(0);
    await queue.close();
  });

  test('never lets anybody take what is held, and keeps its time', async () => {
    const queue = createMemoryQueue();
    const runAt = new Date(Date.now() + 9_000_000).toISOString();
    await putIn(queue, [[named('now', { held: 'by hand' }), named('later', { held: 'why' }, { runAt })]]);
    expect((await queue.claim({ worker: 'w', lanes: ['auto'], leaseMs: 1000 })).lease).toBeNull();
    expect(await queue.get('2')).toMatchObject({ state: 'held', reason: 'why', runAt });
    for (const number of ['1', '2']) await queue.free({ item: (await queue.get(number))?.id ?? '' });
    expect(await queue.get('1')).toMatchObject({ state: 'waiting' });
    expect(await queue.get('2')).toMatchObject({ state: 'delayed', runAt });
    await queue.close();
  });
});
