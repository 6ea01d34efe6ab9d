import { expect, test } from 'vitest';
import { CcxError, type WorkDraft, type WorkProgress } from '@ccx/contracts';
import type { PastRun } from '../../src/manager/look-back.ts';
import { idOf } from './support/accounts.ts';
import { echoHandler, workshop, type Workshop, type WorkshopOptions } from './support/workshop.ts';

const MINUTE = 60_000;
const progress: WorkProgress = {
  accountId: idOf('claude/private'),
  profile: 'private',
  sessionId: 's1',
  effects: 'possible',
  runId: 'r1',
};

/** A workshop whose only item was under way when its worker died. */
async function afterCrash(
  of: { readonly progress?: WorkProgress; readonly draft?: Partial<WorkDraft> },
  options: WorkshopOptions = {},
): Promise<{ readonly shop: Workshop; readonly id: string | undefined }> {
  const accounts = [{ name: 'claude/work' }, { name: 'claude/private' }, { name: 'gemini' }];
  const shop = workshop({ accounts, ...options });
  const [id] = await shop.add({ payload: 'the work', ...of.draft });
  const { lease } = await shop.queue.claim({ worker: 'dead', lanes: ['auto'], leaseMs: MINUTE });
  if (lease !== null && of.progress !== undefined) await shop.queue.extend(lease, of.progress);
  await shop.clock.advance(MINUTE);
  return { shop, id };
}

test('a worker that died before an account was reserved costs nothing but time: the work begins as if never touched', async () => {
  const { shop, id } = await afterCrash({});
  await shop.start();
  expect(shop.calls).toMatchObject([{ request: { prompt: '"the work"' }, target: { name: 'claude/work' } }]);
  expect(await shop.get(id)).toMatchObject({ state: 'done', stalls: 1 });
  await shop.end();
});

test('work that was cut short goes on in its session, on the account that has it, with a word instead of the prompt', async () => {
  const { shop, id } = await afterCrash({ progress }, { goOnPrompt: 'go on' });
  await shop.start();
  expect(shop.calls).toMatchObject([
    { request: { prompt: 'go on', session: { mode: 'resume', id: 's1' } }, target: { name: 'claude/private' } },
  ]);
  expect(await shop.get(id)).toMatchObject({
    state: 'done',
    progress: { sessionId: 's1', effects: 'possible', accountId: progress.accountId },
  });
  await shop.end();
});

test('while its account is limited it waits for that one, although another has room', async () => {
  const { shop, id } = await afterCrash({ progress });
  shop.accounts.limit('claude/private', '2026-01-01T01:00:00.000Z');
  await shop.start();
  expect(await shop.get(id)).toMatchObject({ state: 'delayed', attempts: 0, runAt: '2026-01-01T01:02:00.000Z' });
  await shop.clock.advanceTo('2026-01-01T01:02:00.000Z');
  expect((await shop.get(id)).state).toBe('done');
  expect(shop.calls).toMatchObject([{ target: { name: 'claude/private' } }]);
  await shop.end();
});

test('where it is proved that nothing was done it begins anew elsewhere rather than wait', async () => {
  const past: PastRun = { alive: false, sessionId: 's1', effects: 'none' };
  const { shop, id } = await afterCrash({ progress: { ...progress, effects: 'none' } }, { lookBack: async () => past });
  shop.accounts.limit('claude/private', '2026-01-01T01:00:00.000Z');
  await shop.start();
  expect(shop.calls).toMatchObject([{ request: { prompt: '"the work"' }, target: { name: 'claude/work' } }]);
  expect((await shop.get(id)).state).toBe('done');
  await shop.end();
});

test('a run that outlived its worker is waited for, 30 seconds at a time', async () => {
  let alive = true;
  const { shop, id } = await afterCrash(
    { progress },
    { lookBack: async () => ({ alive, sessionId: 's1', effects: 'possible' }) },
  );
  await shop.start();
  await shop.clock.advance(2 * MINUTE);
  expect(shop.calls).toEqual([]);
  expect(await shop.get(id)).toMatchObject({ state: 'delayed', reason: 'its last run still lives on private' });
  alive = false;
  await shop.clock.advance(MINUTE / 2);
  expect((await shop.get(id)).state).toBe('done');
  await shop.end();
});

test.each([
  ['ask', progress, 'session s1 can be resumed'],
  ['resume', { ...progress, sessionId: null }, 'there is no session to resume'],
  ['resume', { ...progress, accountId: idOf('gemini') }, 'there is no session to resume'],
] as const)('with the policy %s and %o a person is asked', async (onEffects, of, words) => {
  const { shop, id } = await afterCrash({ progress: of, draft: { onEffects } });
  await shop.start();
  expect(await shop.get(id)).toMatchObject({ state: 'needs-human', reason: expect.stringContaining(words) });
  expect(shop.calls).toEqual([]);
  await shop.end();
});

test('the policy to run anew repeats the work, and its handler and the result hear of it', async () => {
  const warnings: unknown[] = [];
  const { shop, id } = await afterCrash(
    { progress, draft: { onEffects: 'retry' } },
    {
      handlers: [
        echoHandler(workshop({ accounts: [{ name: 'claude/work' }] }).accounts, {
          finish: async (_payload, end) => ({ is: 'done', result: 'last' in end ? end.last.warnings : null }),
        }),
      ],
    },
  );
  await shop.start();
  expect(shop.calls).toMatchObject([{ request: { prompt: '"the work"' } }]);
  warnings.push((await shop.get(id)).result);
  expect(warnings).toEqual([['its run on private was cut short, tools may have changed something; it ran anew']]);
  await shop.end();
});

test('a person who was asked decides by the policy: changed to resume, the item goes on', async () => {
  const { shop, id = '' } = await afterCrash({ progress, draft: { onEffects: 'ask' } });
  await shop.start();
  await shop.queue.edit(id, { onEffects: 'resume' });
  await shop.queue.redrive(id);
  await shop.clock.advance(0);
  expect(await shop.get(id)).toMatchObject({ state: 'done' });
  expect(shop.calls).toMatchObject([{ request: { session: { id: 's1' } } }]);
  await shop.end();
});

test('a step without an agent that was cut short is repeated only where its policy is to run anew', async () => {
  const step = { type: 'step', agentless: true, prepare: async () => ({ skipAgent: 'ok' }) };
  const handlers = [{ ...echoHandler(workshop().accounts), ...step }];
  const lost = await afterCrash({ draft: { type: 'step' } }, { handlers });
  await lost.shop.start();
  expect(await lost.shop.get(lost.id)).toMatchObject({ state: 'needs-human' });
  await lost.shop.end();
  const again = await afterCrash({ draft: { type: 'step', onEffects: 'retry' } }, { handlers });
  await again.shop.start();
  expect(await again.shop.get(again.id)).toMatchObject({ state: 'done', result: 'ok' });
  await again.shop.end();
});

test('where the account of its session is not there any more a person is asked', async () => {
  const { shop, id } = await afterCrash({ progress: { ...progress, accountId: 'claude:/gone' } });
  const need = shop.accounts.need.bind(shop.accounts);
  Object.assign(shop.accounts, {
    need: (...[lane, about]: Parameters<typeof need>) =>
      about.accountId === 'claude:/gone'
        ? Promise.reject(new CcxError('profile_not_found', 'No account is "claude:/gone".'))
        : need(lane, about),
  });
  await shop.start();
  expect(await shop.get(id)).toMatchObject({
    state: 'needs-human',
    reason: 'its session cannot be gone on with: No account is "claude:/gone".',
  });
  await shop.end();
});

test('a look back that fails proves nothing', async () => {
  const { shop, id } = await afterCrash(
    { progress: { ...progress, sessionId: null, effects: 'none' } },
    {
      lookBack: async () => {
        throw new Error('no ledger');
      },
    },
  );
  await shop.start();
  expect(await shop.get(id)).toMatchObject({ state: 'needs-human' });
  expect(shop.said).toEqual([expect.stringContaining('no ledger')]);
  await shop.end();
});
