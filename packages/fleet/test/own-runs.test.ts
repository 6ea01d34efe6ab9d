import type { RunRecord } from '@ccx/contracts';
import { expect, test } from 'vitest';
import { openPlace, only, PID, record } from './claude/place.ts';
import { DOMAIN, fakeView } from './fake-view.ts';
import { runOf } from '../src/own-runs.ts';
import { scanFleet } from '../src/scan-fleet.ts';
import type { FleetRoot } from '../src/source.ts';

const AT = '2026-11-21T01:00:00.000Z';
const run = (pid: number, startedAt: string): RunRecord => ({
  runId: 'run-1',
  target: {
    account: { agent: 'claude', configDir: '/home/ada/.claude-work', id: 'claude:work' },
    name: 'work',
    model: null,
    billing: null,
  },
  owner: { pid: 5, startedAt: '50', domain: DOMAIN },
  child: { pid, startedAt, domain: DOMAIN },
  sessionId: 'abcd1234',
  cwd: '/home/ada/shop',
  startedAt: AT,
  logPath: '/x',
  workItemId: 'item-7',
});
const clock = { now: () => AT };

test('a session that a run of ccx drives is marked with it, with its account and its work item', () => {
  const place = openPlace();
  place.write(`sessions/${PID}.json`, record({ entrypoint: 'sdk-cli', status: 'busy' }));
  const proc = fakeView({ rows: [{ pid: PID, startedAt: '262463' }] });
  const { members } = scanFleet({ roots: [place.root], proc, clock, runs: [run(PID, '262463')] });
  expect(members).toMatchObject([
    { process: { pid: PID }, runId: 'run-1', account: { id: 'claude:work' }, extras: { workItemId: 'item-7' } },
  ]);
});

test('so is what the agent of a run has started in turn', () => {
  const proc = fakeView({
    rows: [
      { pid: 20, startedAt: '200' },
      { pid: 21, startedAt: '210', parent: 20 },
      { pid: 22, startedAt: '220', parent: 21 },
    ],
  });
  expect(runOf({ pid: 22, startedAt: '220' }, [run(20, '200')], proc)?.runId).toBe('run-1');
  expect(runOf({ pid: 22, startedAt: '220' }, [run(20, '199')], proc)).toBeNull();
});

test('what the agent of a run has started on another account is told of as on that one', () => {
  const place = openPlace();
  place.write(`sessions/${PID}.json`, record({ status: 'busy' }));
  const proc = fakeView({
    rows: [
      { pid: 20, startedAt: '200' },
      { pid: PID, startedAt: '262463', parent: 20 },
    ],
  });
  const work: FleetRoot = { agent: 'claude', account: run(20, '200').target.account, folder: '/home/ada/.claude-work' };
  const accountsOf = (driving: RunRecord): readonly unknown[] =>
    scanFleet({ roots: [work, place.root], proc, clock, runs: [driving] }).members.map(({ account }) => account?.id);
  expect(accountsOf(run(20, '200'))).toEqual([place.root.account?.id]);
  // Its account counts where it leads to the same folder, as by a link.
  const shared = { ...place.root, account: work.account };
  const { members } = scanFleet({ roots: [place.root, shared], proc, clock, runs: [run(20, '200')] });
  expect(members.map(({ account }) => account?.id)).toEqual(['claude:work']);
  const codex: RunRecord['target']['account'] = { agent: 'codex', configDir: null, id: 'codex:default' };
  const other = { ...run(20, '200'), target: { ...run(20, '200').target, account: codex } };
  expect(accountsOf(other)).toEqual([place.root.account?.id]);
});

test('a circle of parents comes to an end', () => {
  const proc = fakeView({
    rows: [
      { pid: 20, startedAt: '200', parent: 21 },
      { pid: 21, startedAt: '210', parent: 20 },
    ],
  });
  expect(runOf({ pid: 20, startedAt: '200' }, [run(30, '300')], proc)).toBeNull();
});

test('a run whose agent no file tells of is listed by its record, as long as the agent lives', () => {
  const proc = fakeView({ rows: [{ pid: 20, startedAt: '200' }] });
  const place = openPlace();
  const roots = [{ ...place.root, account: run(20, '200').target.account }];
  place.write('goals/abcd1234.json', { goal: 'Mend it' });
  const scan = scanFleet({ roots, proc, clock, runs: [run(20, '200')] });
  expect(only(scan)).toMatchObject({
    process: { pid: 20 },
    runId: 'run-1',
    sessionId: 'abcd1234',
    state: { is: 'busy', source: 'events' },
    target: 'abcd1234@shop',
    goal: 'Mend it',
  });
  expect(scanFleet({ roots, proc, clock, runs: [run(20, '201')] }).members).toEqual([]);
  const child = { pid: 20, startedAt: '200', domain: 'linux:another-machine' };
  expect(scanFleet({ roots, proc, clock, runs: [{ ...run(20, '200'), child }] }).members).toEqual([]);
});
