import { expect, test } from 'vitest';
import type { Clock, WorkDraft, WorkItem } from '@ccx/contracts';
import { createFakeClock } from '@ccx/testkit';
import { createMemoryQueue, type Backlog } from '../../src/index.ts';
import { DEFAULT_CONFIG } from '../../src/manager/config.ts';
import type { LookingRouter } from '../../src/manager/manager-options.ts';
import { planBacklog } from '../../src/plan/plan-backlog.ts';
import type { Plan, PlanOptions } from '../../src/plan/plan-options.ts';
import { testAccounts, type TestAccount, type TestAccounts } from '../manager/support/accounts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Backlogged {
  readonly queue: Backlog;
  readonly clock: ReturnType<typeof createFakeClock>;
  add(draft?: Partial<WorkDraft>): Promise<string>;
  plan(
    options?: Partial<PlanOptions>,
    accounts?: readonly TestAccount[],
    limit?: (to: TestAccounts) => void,
  ): Promise<Plan>;
}

function backlogged(): Backlogged {
  const clock = createFakeClock();
  const queue = createMemoryQueue({ clock, random: () => 0 });
  return {
    queue,
    clock,
    async add(draft = {}) {
      const [outcome] = await queue.enqueue([
        { type: 'prompt', payload: {}, priority: 100, onEffects: 'resume', ...draft },
      ]);
      return outcome?.is === 'enqueued' ? outcome.id : JSON.stringify(outcome);
    },
    async plan(options = {}, given = [{ name: 'claude/work' }], limit = () => {}) {
      const items: WorkItem[] = [];
      for await (const item of queue.list()) if (item.endedAt === undefined) items.push(item);
      const router = (over: { readonly clock: Clock }): LookingRouter => {
        const accounts = testAccounts(over.clock, given);
        limit(accounts);
        return accounts.router;
      };
      return planBacklog({
        items,
        holds: await queue.holds(),
        limits: {},
        config: DEFAULT_CONFIG,
        need: testAccounts(clock, given).need,
        router,
        now: clock.now(),
        estimate: () => 30 * MINUTE,
        ...options,
      });
    },
  };
}

/** Two items, of which the first one has been running for twenty minutes. */
async function oneOfTwoRuns(): Promise<Backlogged> {
  const backlog = backlogged();
  await backlog.add();
  await backlog.add();
  const { lease } = await backlog.queue.claim({ worker: 'w', lanes: ['auto'], leaseMs: HOUR });
  if (lease === null) throw new Error('nothing was claimed');
  await backlog.queue.extend(lease, {
    accountId: 'claude:/claude/work',
    sessionId: null,
    effects: 'none',
    profile: 'work',
  });
  await backlog.clock.advance(20 * MINUTE);
  return backlog;
}

/** As people read it: `#1 00:00-00:30 work`. */
function told({ entries }: Plan): readonly string[] {
  const time = (at: string | null): string => at?.slice(11, 16) ?? '-';
  return entries.map(
    ({ item, at, until, account, waitsFor }) =>
      `#${item.seq} ${time(at)}-${time(until)} ${account ?? '-'}${waitsFor === null ? '' : `: ${waitsFor}`}`,
  );
}

test('items run in their order, one account after the other is used, and the rest wait for a place', async () => {
  const backlog = backlogged();
  await backlog.add();
  await backlog.add();
  await backlog.add({ priority: 1 });
  const plan = await backlog.plan({}, [{ name: 'claude/work' }, { name: 'codex' }]);
  expect(told(plan)).toEqual([
    '#1 00:00-00:30 codex',
    '#3 00:00-00:30 claude/work',
    '#2 00:30-01:00 claude/work: no account has room (claude/work: busy; codex: busy)',
  ]);
  expect(plan.endsAt).toBeNull();
});

test('a limited account is used two minutes after its return', async () => {
  const backlog = backlogged();
  await backlog.add();
  const plan = await backlog.plan({}, undefined, (to) => to.limit('claude/work', '2026-01-01T03:33:00.000Z'));
  expect(told(plan)).toEqual(['#1 03:35-04:05 claude/work: no account has room (claude/work: limited)']);
});

test('what comes later, what comes after others, and what works on the same thing', async () => {
  const backlog = backlogged();
  const first = await backlog.add({ limitKey: '/repo' });
  await backlog.add({ limitKey: '/repo' });
  await backlog.add({ after: [first] });
  await backlog.add({ runAt: '2026-01-01T05:00:00.000Z' });
  const plan = await backlog.plan({}, [{ name: 'claude/work', places: 4 }]);
  expect(told(plan)).toEqual([
    '#1 00:00-00:30 claude/work',
    '#2 00:30-01:00 claude/work: #1, which works on /repo',
    '#3 00:30-01:00 claude/work: after #1',
    '#4 05:00-05:30 claude/work: not before 2026-01-01T05:00:00.000Z',
  ]);
});

test('a night window is told as what is waited for', async () => {
  const backlog = backlogged();
  await backlog.add();
  const caps = { ...DEFAULT_CONFIG.caps, hours: '22:00-07:00', timeZone: 'Asia/Tokyo' };
  const plan = await backlog.plan({ config: { ...DEFAULT_CONFIG, caps } });
  expect(told(plan)).toEqual(['#1 13:00-13:30 claude/work: work begins only within 22:00-07:00 (Asia/Tokyo)']);
});

test('what runs already keeps its start and its place until it should be over', async () => {
  const backlog = await oneOfTwoRuns();
  expect(told(await backlog.plan())).toEqual([
    '#1 00:00-00:30 claude/work',
    '#2 00:30-01:00 claude/work: no account has room (claude/work: busy)',
  ]);
});

test('what runs already runs, whatever keeps the rest back', async () => {
  const backlog = await oneOfTwoRuns();
  const night = '22:00-07:00';
  const caps = { ...DEFAULT_CONFIG.caps, hours: night, timeZone: 'Asia/Tokyo' };
  expect(told(await backlog.plan({ config: { ...DEFAULT_CONFIG, caps } }))[0]).toBe('#1 00:00-00:30 claude/work');
  const config = { ...DEFAULT_CONFIG, caps: { ...caps, usdPerDay: 0 } };
  expect(told(await backlog.plan({ config, horizonMs: MINUTE }))[0]).toBe('#1 00:00-00:30 work');
});

test('what is held or needs a person is listed with its reason, and so is what comes after it', async () => {
  const backlog = backlogged();
  const held = await backlog.add();
  await backlog.add({ after: [held] });
  await backlog.queue.hold({ item: held }, null, 'not yet');
  const asked = await backlog.add({ lane: 'codex' });
  const { lease } = await backlog.queue.claim({ worker: 'w', lanes: ['codex'], leaseMs: HOUR });
  if (lease === null) throw new Error(`${asked} was not claimed`);
  await backlog.queue.settle(lease, { is: 'needs-human', reason: 'was denied Bash' });
  await backlog.add({ lane: 'codex' });
  await backlog.queue.hold({ lane: 'codex' }, null, 'paused by Ada');
  const plan = await backlog.plan({}, [{ name: 'claude/work' }, { name: 'codex' }]);
  expect(told(plan)).toEqual([
    '#1 --- -: not yet',
    '#2 --- -: after #1',
    '#3 --- -: needs a person: was denied Bash',
    '#4 --- -: paused by Ada',
  ]);
});

test('a hold that ends is told as what was waited for', async () => {
  const backlog = backlogged();
  await backlog.add();
  await backlog.queue.hold({}, '2026-01-01T08:00:00.000Z', 'paused over night');
  expect(told(await backlog.plan())).toEqual(['#1 08:00-08:30 claude/work: paused over night']);
});

test('steps without an agent take no account and no place', async () => {
  const backlog = backlogged();
  await backlog.add();
  await backlog.add({ type: 'command', payload: {} });
  expect(told(await backlog.plan())).toEqual(['#1 00:00-00:30 claude/work', '#2 00:00-00:30 -']);
});

test('steps without an agent wait for one another, not for an account', async () => {
  const backlog = backlogged();
  await backlog.add({ type: 'command', payload: {}, limitKey: '/repo' });
  await backlog.add({ type: 'command', payload: {}, limitKey: '/repo' });
  const plan = await backlog.plan({}, undefined, (to) => to.limit('claude/work', '2026-01-01T03:33:00.000Z'));
  expect(told(plan)).toEqual(['#1 00:00-00:30 -', '#2 00:30-01:00 -: #1, which works on /repo']);
});

test('a session that is gone on with waits for its own account', async () => {
  const backlog = backlogged();
  await backlog.add();
  const { lease } = await backlog.queue.claim({ worker: 'w', lanes: ['auto'], leaseMs: HOUR });
  if (lease === null) throw new Error('nothing was claimed');
  await backlog.queue.extend(lease, { accountId: 'claude:/claude/work', sessionId: 's1', effects: 'possible' });
  await backlog.queue.settle(lease, { is: 'wait', reason: 'limited', until: null });
  const plan = await backlog.plan({}, [{ name: 'codex' }, { name: 'claude/work' }], (to) =>
    to.limit('claude/work', '2026-01-01T02:00:00.000Z'),
  );
  expect(told(plan)).toEqual(['#1 02:02-02:32 claude/work: no account has room (claude/work: limited)']);
});

test('an estimate that nobody has is a guess of ten minutes, and says so', async () => {
  const backlog = backlogged();
  await backlog.add();
  const { entries } = await backlog.plan({ estimate: () => null });
  expect(entries).toMatchObject([{ at: '2026-01-01T00:00:00.000Z', until: '2026-01-01T00:10:00.000Z', guessed: true }]);
});

test('a plan ends at its horizon, and tells what does not begin within it', async () => {
  const backlog = backlogged();
  await backlog.add();
  await backlog.add();
  const plan = await backlog.plan({ horizonMs: 10 * MINUTE });
  expect(plan.endsAt).toBe('horizon');
  expect(told(plan)).toEqual(['#1 00:00-00:30 claude/work', '#2 --- -: no account has room (claude/work: busy)']);
  expect((await backlog.plan({ maxSteps: 1 })).endsAt).toBe('steps');
});

test('the starts of an hour are kept to, and forty items are planned in a moment', async () => {
  const backlog = backlogged();
  for (let made = 0; made < 40; made += 1) await backlog.add();
  const plan = await backlog.plan({ limits: { startsPerHour: 10 }, estimate: () => MINUTE }, [
    { name: 'claude/work', places: 4 },
  ]);
  const starts = plan.entries.map(({ at }) => at ?? '');
  expect(starts.filter((at) => at < '2026-01-01T01:00:00.000Z')).toHaveLength(10);
  expect(plan.entries[10]?.waitsFor).toBe('the starts of this hour are used up');
  expect(plan.entries.every(({ at }) => at !== null)).toBe(true);
});

test('a router that thinks for a while does not let time pass', async () => {
  const backlog = backlogged();
  await backlog.add();
  await backlog.add();
  const slow = (over: { readonly clock: Clock }): LookingRouter => {
    const { router } = testAccounts(over.clock, [{ name: 'claude/work' }]);
    const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
    return {
      next: async (need, before) => pause().then(() => router.next(need, before)),
      look: async (need, before) => pause().then(() => router.look(need, before)),
    };
  };
  expect(told(await backlog.plan({ router: slow })).map((line) => line.slice(0, 14))).toEqual([
    '#1 00:00-00:30',
    '#2 00:30-01:00',
  ]);
});
