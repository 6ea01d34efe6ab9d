import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRequest } from '@ccx/contracts';
import { createTempHome } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SessionMove } from '../src/carry/carry-session.ts';
import { continuation, GO_ON_PROMPT, type Continuation, type RecordedCalls } from '../src/chain/effects.ts';
import { historyOnDisk } from '../src/chain/history.ts';
import { attemptOn, createChainLab, failing, REQUEST, SUCCESS, targetNamed } from './support/chain-lab.ts';

const work = targetNamed('work');
const home = targetNamed('private');
const limited = failing('limit');

interface Row {
  readonly that: string;
  readonly request?: Partial<RunRequest>;
  readonly summary?: Parameters<typeof attemptOn>[2];
  readonly recorded?: RecordedCalls;
  readonly shared?: boolean;
  /** Why its record cannot be carried; absent: it can. */
  readonly held?: string;
  readonly is: Continuation['is'];
  readonly session?: RunRequest['session'];
}
const ROWS: readonly Row[] = [
  { that: 'a prompt that called no tool is sent again', is: 'rerun' },
  { that: 'a call in the events alone counts', summary: { toolCalls: 1 }, is: 'stuck' },
  { that: 'an effect in the events alone counts', summary: { effects: 'possible' }, is: 'stuck' },
  { that: 'a call in the record alone counts', recorded: 'any', is: 'stuck' },
  { that: 'also one that only read', recorded: 'reads', is: 'stuck' },
  {
    that: 'where that is allowed, one that only read does not',
    request: { rerunAfterReads: true },
    summary: { toolCalls: 2 },
    recorded: 'reads',
    is: 'rerun-after-reads',
  },
  {
    that: 'where that is allowed, a call in the events that may have changed something counts all the same',
    request: { rerunAfterReads: true },
    summary: { toolCalls: 2, effects: 'possible' },
    recorded: 'reads',
    is: 'stuck',
  },
  {
    that: 'where that is allowed, a record with other calls counts all the same',
    request: { rerunAfterReads: true },
    summary: { toolCalls: 2 },
    recorded: 'any',
    is: 'stuck',
  },
  {
    that: 'a session whose history is at hand is resumed rather than sent again',
    request: { rerunAfterReads: true },
    summary: { toolCalls: 1 },
    recorded: 'reads',
    shared: true,
    is: 'resume',
    session: { mode: 'resume', id: 's-1' },
  },
  {
    that: 'after a call a shared session is resumed',
    summary: { toolCalls: 1 },
    shared: true,
    is: 'resume',
    session: { mode: 'resume', id: 's-1' },
  },
  { that: 'a session without an id is not', summary: { toolCalls: 1, sessionId: null }, shared: true, is: 'stuck' },
  { that: 'a resumed session needs its history', request: { session: { mode: 'resume', id: 'x' } }, is: 'stuck' },
  {
    that: 'a resumed session is resumed again where it has its history',
    request: { session: { mode: 'fork', id: 'x' } },
    shared: true,
    is: 'rerun',
    session: { mode: 'fork', id: 'x' },
  },
  {
    that: 'an id for a new session is kept where nobody has used it',
    request: { session: { mode: 'new', id: 'x' } },
    is: 'rerun',
    session: { mode: 'new', id: 'x' },
  },
  {
    that: 'an id for a new session is not used twice in one history',
    request: { session: { mode: 'new', id: 'x' } },
    shared: true,
    is: 'rerun',
  },
  {
    that: 'where sessions may be carried, one is resumed after a call although its history is not shared',
    request: { carrySession: true },
    summary: { toolCalls: 1 },
    is: 'carried',
    session: { mode: 'resume', id: 's-1' },
  },
  {
    that: 'where sessions may be carried, a shared one is not',
    request: { carrySession: true },
    summary: { toolCalls: 1 },
    shared: true,
    is: 'resume',
    session: { mode: 'resume', id: 's-1' },
  },
  {
    that: 'where sessions may be carried, one whose record cannot be is stuck',
    request: { carrySession: true },
    summary: { toolCalls: 1 },
    held: 'held',
    is: 'stuck',
  },
  {
    that: 'where sessions may be carried, a prompt that called no tool is still sent again',
    request: { carrySession: true },
    is: 'rerun',
  },
  {
    that: 'a session is carried rather than its prompt sent again after tools that only read',
    request: { carrySession: true, rerunAfterReads: true },
    summary: { toolCalls: 1 },
    recorded: 'reads',
    is: 'carried',
    session: { mode: 'resume', id: 's-1' },
  },
  {
    that: 'a prompt is sent again after tools that only read where the session cannot be carried',
    request: { carrySession: true, rerunAfterReads: true },
    summary: { toolCalls: 1 },
    recorded: 'reads',
    held: 'held',
    is: 'rerun-after-reads',
  },
  ...(['resume', 'fork'] as const).flatMap((mode): readonly Row[] => [
    {
      that: `the session of a ${mode} is carried too, and its own prompt is sent there`,
      request: { carrySession: true, session: { mode, id: 'x' } },
      is: 'carried',
      session: { mode, id: 'x' },
    },
    {
      that: `the session of a ${mode} that cannot be carried is stuck`,
      request: { carrySession: true, session: { mode, id: 'x' } },
      held: 'held',
      is: 'stuck',
    },
  ]),
];
test.for(ROWS)('$that', async ({ request, summary, recorded = 'none', shared = false, held, is, session }) => {
  const carried: SessionMove[] = [];
  const found = await continuation({ ...REQUEST, ...request }, attemptOn(work, limited, summary), home, {
    recordedCalls: async () => recorded,
    sharesHistory: async () => shared,
    async carrySession(move) {
      carried.push(move);
      return held ?? null;
    },
  });
  expect(found.is).toBe(is);
  const id = request?.session?.id ?? 's-1';
  const asked = is === 'carried' || held !== undefined;
  expect(carried).toEqual(asked ? [{ sessionId: id, from: work, to: home, cwd: REQUEST.cwd }] : []);
  if (found.is === 'stuck') {
    expect(found.why).toContain(held ?? '');
    return;
  }
  expect(found.request.session).toEqual(session);
  const goesOn = found.request.session?.id === 's-1';
  expect(found.request.prompt).toBe(goesOn ? GO_ON_PROMPT : REQUEST.prompt);
});

describe('a chain that was cut short after a tool call', () => {
  const cut = { outcome: limited, toolCalls: 1, effects: 'possible' } as const;

  test('ends as limited where its history cannot be reached, with what a later resume needs', async () => {
    const lab = createChainLab(cut);
    const { attempts } = await lab.run(lab.offering(work, home));
    expect(lab.places).toEqual({ taken: 2, released: 2 });
    expect(attempts).toMatchObject([{ outcome: { status: 'limited' }, summary: { sessionId: 's-1' }, target: work }]);
    expect(attempts[0]?.warnings[0]).toContain('the history of session s-1 cannot be reached there (private)');
  });

  test('goes past an account that cannot reach it, to one that can', async () => {
    const third = targetNamed('third');
    const lab = createChainLab(cut, SUCCESS);
    const { attempts } = await lab.run(lab.offering(work, home, third), {
      sharesHistory: async (_, to) => to.name === 'third',
    });
    expect(attempts.map(({ target }) => target.name)).toEqual(['work', 'third']);
    expect(lab.sent[1]?.request).toMatchObject({ session: { mode: 'resume', id: 's-1' } });
    expect(lab.places).toEqual({ taken: 3, released: 3 });
  });

  test('says when the first account comes back where nobody else can go on', async () => {
    const lab = createChainLab(cut);
    const offering = lab.offering(work, home);
    const earliest = '2026-01-01T05:00:00.000Z';
    const end = await lab.run({ next: async (need, before) => ({ ...(await offering.next(need, before)), earliest }) });
    expect(end.earliest).toBe(earliest);
  });

  test('does not go round for ever where a router offers the same again and again', async () => {
    const lab = createChainLab(cut);
    let asked = 0;
    const { attempts } = await lab.run({
      next: async () => ({ reservation: lab.reserve(asked++ === 0 ? work : home), earliest: null, candidates: [] }),
    });
    expect(attempts).toHaveLength(1);
    expect(asked).toBeLessThan(50);
    expect(lab.places.taken).toBe(lab.places.released);
  });

  test('waits for room at no cost to the time that the run may take', async () => {
    const lab = createChainLab(cut, SUCCESS);
    const first = lab.offering(work);
    let asked = 0;
    const ended = lab.run(
      {
        async next(need, before) {
          asked += 1;
          if (asked === 1) return first.next(need, before);
          await lab.clock.sleep(3 * 3_600_000);
          return { reservation: lab.reserve(work), earliest: null, candidates: [] };
        },
      },
      {},
      { timeoutMs: 60_000 },
    );
    await lab.clock.advance(3 * 3_600_000);
    expect((await ended).attempts.map(({ outcome }) => outcome.status)).toEqual(['limited', 'success']);
    expect(lab.sent[1]?.request.timeoutMs).toBe(60_000);
  });

  test('resumes on an account that shares the history, and goes on resuming', async () => {
    const lab = createChainLab(cut, limited, SUCCESS);
    const recordedCalls = async (): Promise<RecordedCalls> => 'any';
    await lab.run(lab.offering(work, home, work), { sharesHistory: async () => true, recordedCalls });
    expect(lab.sent.map(({ request }) => request.session)).toEqual([
      undefined,
      { mode: 'resume', id: 's-1' },
      { mode: 'resume', id: 's-1' },
    ]);
    expect(lab.said[0]).toBe('work hit its 5-hour limit; its session can be resumed: trying private');
  });
});

test('a carried session says so, and goes on to be carried from where it is', async () => {
  const cut = { outcome: limited, toolCalls: 1, effects: 'possible' } as const;
  const third = targetNamed('third');
  const lab = createChainLab(cut, limited, SUCCESS);
  const moves: (readonly [string | null, string | null])[] = [];
  const { attempts } = await lab.run(
    lab.offering(work, home, third),
    {
      recordedCalls: async () => 'any',
      async carrySession({ from, to }) {
        moves.push([from.name, to.name]);
        return null;
      },
    },
    { carrySession: true },
  );
  expect(moves).toEqual([
    ['work', 'private'],
    ['private', 'third'],
  ]);
  expect(attempts[1]?.why).toBe('work hit its 5-hour limit; its session was carried over: trying private');
  expect(lab.sent[2]?.request).toMatchObject({ prompt: GO_ON_PROMPT, session: { mode: 'resume', id: 's-1' } });
});

describe('on the disk', () => {
  test.for([
    ['claude', 'limited', 'none'],
    ['claude', 'tools', 'any'],
    ['claude', 'not-there', 'any'],
    ['codex', 'plain-429', 'none'],
    ['codex', 'command', 'any'],
    ['gemini', 'limited', 'none'],
    ['gemini', 'reads', 'reads'],
    ['gemini', 'write', 'any'],
  ] as const)('the record of %s in %s shows calls: %s', async ([agent, name, calls]) => {
    const transcriptPath = join(import.meta.dirname, 'fixtures', agent, `${name}.jsonl`);
    const { recordedCalls } = historyOnDisk({ env: {}, home: '/' });
    const attempt = attemptOn(targetNamed('other', agent), limited);
    expect(await recordedCalls({ ...attempt, transcriptPath })).toBe(calls);
    expect(await recordedCalls({ ...attempt, transcriptPath: null })).toBe('any');
  });

  test('accounts share their history where the transcript folders are one, through a link too', async () => {
    const temp = await createTempHome();
    onTestFinished(() => temp.remove());
    const at = (name: string): ReturnType<typeof targetNamed> => {
      const configDir = join(temp.home, name);
      return { ...work, account: { agent: 'claude', configDir, id: `claude:${configDir}` } };
    };
    const byDefault = { ...work, account: { agent: 'claude', configDir: null, id: 'claude:default' } } as const;
    await mkdir(join(temp.home, '.claude', 'projects'), { recursive: true });
    for (const name of ['linked', 'apart', 'empty']) await mkdir(join(temp.home, name));
    await symlink(join(temp.home, '.claude', 'projects'), join(temp.home, 'linked', 'projects'));
    await mkdir(join(temp.home, 'apart', 'projects'));
    const { sharesHistory } = historyOnDisk({ env: temp.env, home: temp.home });
    expect(await sharesHistory(byDefault, at('linked'))).toBe(true);
    expect(await sharesHistory(at('linked'), byDefault)).toBe(true);
    expect(await sharesHistory(byDefault, at('apart'))).toBe(false);
    expect(await sharesHistory(at('empty'), at('apart'))).toBe(false);
    expect(await sharesHistory(at('empty'), at('empty'))).toBe(true);
    expect(await sharesHistory(byDefault, targetNamed('codex', 'codex'))).toBe(false);
  });
});
