import type { SessionCost, UsageTurn } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { ada, always, batch, eve, record, usage } from '../records.ts';
import { opened, tempPath, total } from '../store-support.ts';

const noon = '2026-03-10T12:00:00.000Z';
const later = '2026-03-10T13:00:00.000Z';

test('the cursor of a file is handed back as it was, also to the next process', () => {
  const path = tempPath();
  const store = opened(path);
  expect(store.cursor('/a')).toBeNull();
  store.commit(batch('/a', [], { cursor: '{"size":1}' }));
  store.commit(batch('/a', [], { cursor: '{"size":2} \u{1f600}' }));
  store.close();
  expect(opened(path).cursor('/a')).toBe('{"size":2} \u{1f600}');
});

test('a batch that cannot be kept leaves neither records nor cursor', () => {
  const store = opened();
  store.commit(batch('/a', [record()], { cursor: 'first' }));
  const broken = [record({ id: 'msg_2', model: 'new' }), record({ id: 'msg_3', at: 'yesterday' })];
  expect(() => store.commit(batch('/a', broken, { cursor: 'second' }))).toThrow(
    expect.objectContaining({ code: 'invalid_argument' }),
  );
  expect(store.cursor('/a')).toBe('first');
  expect(total(store).calls).toBe(1);
  // What the broken batch numbered is not taken for kept.
  store.commit(batch('/b', [record({ id: 'msg_4', model: 'newer' }), record({ id: 'msg_5', model: 'new' })]));
  const models = store.queryUsage({ range: always, groupBy: ['model'] }).map(({ model }) => model);
  expect(models).toEqual(['new', 'newer', 'opus']);
});

test('several batches are kept together or not at all', () => {
  const store = opened();
  store.commitAll([
    batch('/a', [record()]),
    batch('/b', [record({ id: 'msg_2' })]),
    batch('/a', [], { cursor: 'end' }),
  ]);
  expect([store.cursor('/a'), store.cursor('/b')]).toEqual(['end', 'after 1']);
  const broken = batch('/d', [record({ at: 'yesterday' })]);
  expect(() => store.commitAll([batch('/c', [record({ id: 'msg_3' })]), broken])).toThrow(/yesterday/);
  expect(store.cursor('/c')).toBeNull();
  expect(total(store).calls).toBe(2);
});

test('the files of an account are those that told of it, and are marked while they are gone', () => {
  const store = opened();
  store.commit(batch('/b', [record()]));
  store.commit(batch('/a', [], { turns: [{ id: 't', account: ada, sessionId: 's', at: noon }] }));
  store.commit(batch('/c', [record({ id: 'msg_2', account: eve })]));
  store.commit(batch('/d', []));
  const [a, b] = [
    { path: '/a', archived: false },
    { path: '/b', archived: false },
  ];
  expect(store.files(ada.id)).toEqual([a, b]);
  expect(store.files(eve.id)).toEqual([{ path: '/c', archived: false }]);
  store.archive('/b');
  expect(store.files(ada.id)).toEqual([a, { ...b, archived: true }]);
  expect(total(store).archived).toBe(1);
  store.restore('/b');
  expect(store.files(ada.id)).toEqual([a, b]);
  expect(total(store).archived).toBe(0);
  store.archive('/b');
  store.commit(batch('/b', []));
  expect(store.files(ada.id)).toEqual([a, b]);
});

test('a batch that does not go on from what is kept is left out: another process has read on meanwhile', () => {
  const store = opened();
  const first = batch('/a', [record()], { after: null, cursor: '1', skipped: { malformed: 1 } });
  const second = batch('/a', [record({ id: 'msg_2' })], { after: '1', cursor: '2' });
  for (const one of [first, first, second, second, first]) store.commit(one);
  expect(store.skippedLines()).toEqual({ malformed: 1 });
  expect(store.cursor('/a')).toBe('2');
  store.commit(batch('/a', [], { after: '1', cursor: '3', replaces: true }));
  expect([store.cursor('/a'), total(store).calls]).toEqual(['2', 2]);
  store.commit(batch('/a', [], { cursor: '4' }));
  expect(store.cursor('/a')).toBe('4');
});

test('a file is of the account in whose folder it lies, whoever paid for its calls', () => {
  const store = opened();
  store.commit(batch('/a', [record({ account: eve })], { account: ada, skipped: { malformed: 1 } }));
  store.commit(batch('/b', [], { account: ada, skipped: { malformed: 2 } }));
  expect(store.files(ada.id).map(({ path }) => path)).toEqual(['/a', '/b']);
  expect(store.files(eve.id)).toEqual([]);
  expect(store.skippedLines([ada.id])).toEqual({ malformed: 3 });
  expect(store.queryUsage({ range: always, groupBy: ['account'] })).toMatchObject([{ accountId: eve.id, calls: 1 }]);
});

test('an account keeps its agent and its config dir, and no name', () => {
  const store = opened();
  store.commit(batch('/a', [record({ account: eve })]));
  expect([...store.usageCalls({ range: always, groupBy: [] })].map(({ account }) => account)).toEqual([eve]);
});

test('skipped lines add up over batches and files, for all or for some accounts', () => {
  const store = opened();
  store.commit(batch('/a', [record()], { skipped: { malformed: 1, synthetic: 2 } }));
  store.commit(batch('/a', [], { skipped: { malformed: 3 } }));
  store.commit(batch('/b', [record({ id: 'msg_2', account: eve })], { skipped: { duplicate: 5 } }));
  store.commit(batch('/c', [], { skipped: { malformed: 10 } }));
  expect(store.skippedLines()).toEqual({ duplicate: 5, malformed: 14, synthetic: 2 });
  expect(store.skippedLines([ada.id])).toEqual({ malformed: 4, synthetic: 2 });
  expect(store.skippedLines([ada.id, eve.id])).toEqual({ duplicate: 5, malformed: 4, synthetic: 2 });
  expect(store.skippedLines([])).toEqual({});
});

describe('turns', () => {
  const turn = (id: string, more: Partial<UsageTurn> = {}): UsageTurn => ({
    id,
    account: ada,
    sessionId: 's',
    at: noon,
    ...more,
  });

  test('are counted by their id, within the range, both ends included', () => {
    const store = opened();
    store.commit(batch('/a', [], { turns: [turn('1'), turn('1'), turn('2', { at: later })] }));
    store.commit(batch('/b', [], { turns: [turn('1'), turn('3', { account: eve })] }));
    expect(store.countTurns(ada, always)).toBe(2);
    expect(store.countTurns(ada, { from: noon, to: noon })).toBe(1);
    expect(store.countTurns(ada, { from: later, to: null })).toBe(1);
    expect(store.countTurns(eve, always)).toBe(1);
    expect(store.countTurns({ ...ada, id: 'claude:/nobody' }, always)).toBe(0);
  });

  test('are told one by one, oldest first', () => {
    const store = opened();
    store.commit(batch('/a', [], { turns: [turn('2', { at: later }), turn('1')] }));
    store.commit(
      batch('/b', [], { turns: [turn('1', { sessionId: 'copy', at: later }), turn('3', { account: eve })] }),
    );
    expect(store.turns(ada, always)).toEqual([turn('1'), turn('2', { at: later })]);
    expect(store.turns(ada, { from: later, to: null }).map(({ id }) => id)).toEqual(['2']);
    expect(store.turns({ ...ada, id: 'claude:/nobody' }, always)).toEqual([]);
  });

  test('belong to the earliest of their copies, of two of one time to the first path', () => {
    for (const order of [
      ['/a', '/b'],
      ['/b', '/a'],
    ]) {
      const store = opened();
      for (const file of order) {
        const account = file === '/a' ? ada : eve;
        const copies = [turn('1', { account }), turn('2', { account, at: file === '/a' ? later : noon })];
        store.commit(batch(file, [], { turns: copies }));
      }
      expect(store.countTurns(ada, always)).toBe(1);
      expect(store.countTurns(eve, always)).toBe(1);
      expect(store.countTurns(ada, { from: later, to: null })).toBe(0);
    }
  });

  test('are those that hooks told of from the first of a session on', () => {
    const store = opened();
    const [before, prompt] = ['2026-03-10T11:00:00.000Z', '2026-03-10T12:00:01.000Z'];
    const turns = [turn('0', { at: before }), turn('1', { at: prompt }), turn('2', { at: later })];
    store.commit(batch('/a', [], { turns: [...turns, turn('3', { sessionId: 'other' })] }));
    const nothing = { profile: null, transcript: null, cwd: null, model: null, source: null, permission: null };
    const hook = {
      ...nothing,
      accountId: ada.id,
      session: 's',
      reason: null,
      error: null,
      errorDetails: null,
      trigger: null,
    };
    store.insertHookEvent({ ...hook, event: 'SessionStart', timestamp: before });
    expect(store.countTurns(ada, always)).toBe(4);
    for (const timestamp of ['2026-03-10T12:00:02.500Z', '2026-03-10T12:30:00.000Z', later]) {
      store.insertHookEvent({ ...hook, event: 'UserPromptSubmit', timestamp });
    }
    expect(store.countTurns(ada, always)).toBe(5);
    expect(store.turns(ada, always).map(({ id, sessionId }) => `${id.slice(0, 4)} ${sessionId}`)).toEqual([
      '0 s',
      '3 other',
      'hook s',
      'hook s',
      'hook s',
    ]);
    expect(store.countTurns(ada, { from: later, to: null })).toBe(1);
    expect(store.countTurns(eve, always)).toBe(0);
  });

  test('go with a file that is rewritten, and stay with one that is gone', () => {
    const store = opened();
    store.commit(batch('/a', [], { turns: [turn('1')] }));
    store.archive('/a');
    expect(store.countTurns(ada, always)).toBe(1);
    store.commit(batch('/a', [], { replaces: true }));
    expect(store.countTurns(ada, always)).toBe(0);
  });
});

describe('the sums of the CLI', () => {
  const cost = (sessionId: string, costUsd: number | null, more: Partial<SessionCost> = {}): SessionCost => ({
    account: ada,
    sessionId,
    at: noon,
    models: [{ model: 'opus', usage: usage(5), costUsd }],
    ...more,
  });

  test('are the last of each session, whichever file was read first', () => {
    for (const order of [
      ['/a', '/b'],
      ['/b', '/a'],
    ]) {
      const store = opened();
      for (const file of order) {
        store.commit(batch(file, [], { costs: [cost('s', 1)] }));
        store.commit(batch(file, [], { costs: [cost('s', file === '/a' ? 2 : 3, { at: later }), cost(file, null)] }));
      }
      expect(store.sessionCosts(always)).toEqual([cost('/a', null), cost('/b', null), cost('s', 2, { at: later })]);
    }
  });

  test('replace the models of an earlier sum, and are filtered by time and account', () => {
    const store = opened();
    const models = [
      { model: 'haiku', usage: usage(1, { webSearches: 1 }), costUsd: 0.01 },
      { model: 'sonnet', usage: usage(2), costUsd: null },
    ];
    store.commit(batch('/a', [], { costs: [cost('s', 1), cost('other', 1, { account: eve })] }));
    store.commit(batch('/a', [], { costs: [cost('s', 1, { at: later, models })] }));
    expect(store.sessionCosts(always, [ada.id])).toEqual([cost('s', 1, { at: later, models })]);
    expect(store.sessionCosts({ from: null, to: noon })).toEqual([cost('other', 1, { account: eve })]);
    expect(store.sessionCosts(always, ['claude:/nobody'])).toEqual([]);
  });
});
