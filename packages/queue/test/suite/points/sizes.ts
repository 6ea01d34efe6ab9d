import { CcxError } from '@ccx/contracts';
import { expect, test } from 'vitest';
import { add, addOne, done, draft, ids, mustTake, ROOMY, type Fresh } from '../subject.ts';

/** In the form of a key, and of nobody. */
const KEY = 'sk-ant-api03-AAAABBBBCCCCDDDDEEEEFFFF';
const TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ';

/** 15. What is too large is refused, and what is secret is not told. */
export function sizesPoint(open: Fresh): void {
  test('a payload that is too large is rejected with both sizes, and the others are taken', async () => {
    const { queue } = await open({ limits: { ...ROOMY, payloadBytes: 100 } });
    const fits = { t: 'x'.repeat(100 - JSON.stringify({ t: '' }).length) };
    const outcomes = await queue.enqueue([
      draft({ payload: fits }),
      draft({ payload: { t: `${fits.t}x` } }),
      draft({ payload: 'ä'.repeat(60) }),
    ]);
    expect(outcomes.map(({ is }) => is)).toEqual(['enqueued', 'rejected', 'rejected']);
    expect(outcomes[1]).toMatchObject({ reason: expect.stringMatching(/101\b[^]*100\b/) });
    expect(await ids(queue)).toHaveLength(1);
  });

  test('a result that is too large is an error that changes nothing: the lease still holds', async () => {
    const { queue } = await open({ limits: { ...ROOMY, resultBytes: 100 } });
    const id = await addOne(queue, {});
    const lease = await mustTake(queue);
    await expect(done(queue, lease, 'x'.repeat(200))).rejects.toSatisfy((error) =>
      CcxError.is(error, 'invalid_argument'),
    );
    expect(await queue.get(id)).toMatchObject({ state: 'running' });
    expect((await queue.get(id))?.result).toBeUndefined();
    expect(await queue.extend(lease)).toBe(true);
    expect(await done(queue, lease, 'x'.repeat(90))).toBe('settled');
  });

  test('a result that is no JSON is an error that changes nothing', async () => {
    const { queue } = await open({ limits: ROOMY });
    const id = await addOne(queue, {});
    const lease = await mustTake(queue);
    await expect(done(queue, lease, { n: 1n })).rejects.toSatisfy((error) => CcxError.is(error, 'invalid_argument'));
    expect(await queue.get(id)).toMatchObject({ state: 'running' });
    expect(await done(queue, lease)).toBe('settled');
  });

  test('keys and tokens stand in no event, reason or try', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    const said = `refused: Authorization: Bearer ${KEY} for ${TOKEN}`;
    const [retried = '', human = '', dead = '', late = ''] = await add(queue, {}, {}, {}, {});
    await queue.settle(await mustTake(queue), { is: 'retry', reason: said });
    await queue.settle(await mustTake(queue), { is: 'needs-human', reason: said });
    await queue.settle(await mustTake(queue), { is: 'dead', reason: said });
    const lost = await mustTake(queue);
    expect(lost.item.id).toBe(late);
    await clock.advance(120_000);
    await queue.settle(lost, { is: 'dead', reason: said });
    await queue.hold({ lane: 'codex' }, null, said);
    await addOne(queue, { payload: { text: said } });

    const told: unknown[] = [await queue.events(0), await queue.holds()];
    for (const id of [retried, human, dead, late]) told.push(await queue.get(id), await queue.attempts(id));
    const text = JSON.stringify(told);
    expect(text).toContain('refused');
    expect(text).not.toContain(KEY.slice(3));
    expect(text).not.toContain(TOKEN.slice(4));
  });

  test('the payload itself is kept as it is, and stands in no event', async () => {
    const { queue } = await open({ limits: ROOMY });
    const payload = { text: `use ${KEY}`, word: 'unmistakable' };
    const id = await addOne(queue, { payload });
    await queue.edit(id, { payload: { ...payload, more: 1 } });
    const lease = await mustTake(queue);
    expect(lease.item.payload).toEqual({ ...payload, more: 1 });
    await done(queue, lease, { found: 'remarkable' });
    expect(JSON.stringify(await queue.events(0))).not.toMatch(/unmistakable|remarkable/);
  });
}
