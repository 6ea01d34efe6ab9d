import { NOTHING_SAID, type Reservation, type RunAttempt, type RunNeed, type RunTarget } from '@ccx/contracts';
import { expect, test } from 'vitest';
import { atMost } from '../src/route/at-most.ts';

const NEED: RunNeed = { agents: ['claude'], only: [], pinned: false, model: null, attended: true };
const TARGET: RunTarget = {
  account: { agent: 'claude', configDir: null, id: 'claude:default' },
  name: 'work',
  model: null,
  billing: null,
};
const LIMITED: RunAttempt = {
  target: TARGET,
  outcome: { status: 'limited', failure: { class: 'limit', detail: 'used up', limit: null } },
  summary: {
    ...NOTHING_SAID,
    verdict: { isError: true, subtype: null, terminalReason: null },
    ended: true,
  },
  exitCode: 1,
  signal: null,
  startedAt: '2026-11-21T01:00:00.000Z',
  durationMs: 1_000,
  logPath: '/log',
  transcriptPath: null,
  stderr: '',
  warnings: [],
  why: null,
};

test('after so many attempts no account is offered, and none stays reserved', async () => {
  let held = 0;
  const reservation = (): Reservation => {
    held += 1;
    return { target: TARGET, release: async () => void (held -= 1) };
  };
  const router = atMost({ next: async () => ({ reservation: reservation(), earliest: null, candidates: [] }) }, 2);
  expect((await router.next(NEED, [LIMITED])).reservation).not.toBeNull();
  expect(held).toBe(1);
  expect((await router.next(NEED, [LIMITED, LIMITED])).reservation).toBeNull();
  expect(held).toBe(1);
});
