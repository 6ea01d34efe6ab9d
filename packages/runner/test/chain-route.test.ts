import type { RunNeed } from '@ccx/contracts';
import { createTempHome } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createFileLedger, fixedRoute } from '../src/index.ts';
import { attemptOn, failing, NEED, targetNamed } from './support/chain-lab.ts';

const work = targetNamed('work');
const home = targetNamed('private');
const codex = targetNamed('codex', 'codex');
const reset = '2026-01-01T05:00:00.000Z';

test('a fixed route offers each target once, in order, and says why the others are out', async () => {
  const router = fixedRoute([work, codex]);
  const first = await router.next(NEED, []);
  expect(first.reservation?.target).toBe(work);
  const limited = attemptOn(work, failing('limit', reset));
  const second = await router.next(NEED, [limited]);
  expect(second.reservation?.target).toBe(codex);
  expect(second.candidates.map(({ blocked }) => blocked)).toEqual([{ reason: 'tried (limit)', until: reset }, null]);
  const busy = attemptOn(codex, failing('overload'));
  expect(await router.next(NEED, [limited, busy, busy])).toMatchObject({ reservation: null, earliest: reset });
});

const NEEDS: readonly (readonly [string, Partial<RunNeed>, string | null])[] = [
  ['only the agents that are asked for', { agents: ['codex'] }, 'codex'],
  ['only the accounts that a need is pinned to', { pinned: true, only: [home.account.id] }, 'private'],
  ['nothing where no target is among them', { pinned: true, only: ['claude:/other'] }, null],
];
test.for(NEEDS)('a fixed route offers %s', async ([, need, name]) => {
  const { reservation } = await fixedRoute([work, home, codex]).next({ ...NEED, ...need }, []);
  expect(reservation?.target.name ?? null).toBe(name);
});

test('the same account with another model is another target', async () => {
  const small = { ...work, model: 'small' };
  const router = fixedRoute([work, small]);
  expect((await router.next(NEED, [attemptOn(work, failing('limit'))])).reservation?.target).toBe(small);
});

test('a fixed route with a ledger holds a place there until it is released', async () => {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const ledger = createFileLedger({ dir: temp.home });
  const held = async (): Promise<number> => {
    let seen = -1;
    await ledger.claim((running) => {
      seen = running.length;
      return null;
    });
    return seen;
  };
  const { reservation } = await fixedRoute([work], { ledger }).next(NEED, []);
  expect(await held()).toBe(1);
  await reservation?.release();
  expect(await held()).toBe(0);
});
