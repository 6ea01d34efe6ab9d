import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codexSource } from '../../src/codex/source.ts';
import { codexHome, STARTED_MS, threadId } from './codex-home.ts';

const SCREEN = { agent: 'codex', args: ['--no-daemon'] } as const;
const CLIENT = { agent: 'codex', args: [] } as const;
const SERVER = { pid: 90, agent: 'codex', args: ['app-server', '--listen', 'unix://'] } as const;
const BORN = threadId(STARTED_MS + 1000);
const OLD = threadId(STARTED_MS - 86_400_000);
const LATER = threadId(STARTED_MS + 600_000);

describe('a session of Codex that has its conversation open itself', () => {
  test('is told with all that its rollout proves', async () => {
    const home = await codexHome();
    const rollout = home.put({ id: BORN });
    writeFileSync(
      join(home.folder, 'session_index.jsonl'),
      ['first', 'my thread'].map((name) => `${JSON.stringify({ id: BORN, thread_name: name })}\n`).join(''),
    );
    expect(home.look({ agents: [{ pid: 7, ...SCREEN }], openFiles: { 7: [rollout, home.lock(BORN)] } })[7]).toEqual({
      pid: 7,
      startedAt: String(STARTED_MS),
      foreignDomain: null,
      sessionId: BORN,
      name: 'my thread',
      cwd: '/work',
      status: null,
      began: '2026-11-21T01:00:00.000Z',
      updated: '2026-11-21T01:01:00.000Z',
      entrypoint: 'codex-tui',
      version: '0.169.0',
      sessionFile: null,
      transcriptPath: rollout,
      evidence: [
        {
          is: 'idle',
          why: 'the turn is done',
          source: 'transcript',
          since: '2026-11-21T01:09:11.480Z',
          observedAt: '2026-11-21T01:09:11.480Z',
        },
      ],
    });
  });

  test('has an id before its first turn, and no history', async () => {
    const home = await codexHome();
    const found = home.look({ agents: [{ pid: 7, ...SCREEN }], openFiles: { 7: [home.lock(BORN)] } });
    expect(found[7]).toMatchObject({
      sessionId: BORN,
      cwd: '/work',
      transcriptPath: null,
      updated: null,
      evidence: [],
    });
  });

  test('does not tell a version where it goes on with a conversation that another began', async () => {
    const home = await codexHome();
    const found = home.look({
      agents: [{ pid: 7, ...SCREEN }],
      openFiles: { 7: [home.put({ id: OLD }), home.lock(OLD)] },
    });
    expect(found[7]).toMatchObject({ sessionId: OLD, version: null, entrypoint: 'codex-tui' });
  });

  test('is the conversation that was taken up last, of those that are open', async () => {
    const home = await codexHome();
    const next = threadId(STARTED_MS + 90_000);
    const rollouts = [home.put({ id: BORN }), home.put({ id: next, fixture: 'ended-by-sigterm' })];
    const look = (bornMs: number, nextMs: number): object | undefined => {
      const locks = [home.lock(BORN, bornMs), home.lock(next, nextMs)];
      return home.look({ agents: [{ pid: 7, ...SCREEN }], openFiles: { 7: [...locks, ...rollouts] } })[7];
    };
    expect(look(STARTED_MS + 1000, STARTED_MS + 90_000)).toMatchObject({ sessionId: next, evidence: [{ is: 'busy' }] });
    expect(look(STARTED_MS + 120_000, STARTED_MS + 90_000)).toMatchObject({
      sessionId: BORN,
      evidence: [{ is: 'idle' }],
    });
  });

  test.each([{ source: { subagent: 'review' } }, { thread_source: 'subagent' }])(
    'is not confused by a subagent: %j',
    async (meta) => {
      const home = await codexHome();
      const files = [home.put({ id: BORN }), home.put({ id: threadId(STARTED_MS + 90_000), meta })];
      const found = home.look({ agents: [{ pid: 7, ...SCREEN }], openFiles: { 7: files } });
      expect(found[7]).toMatchObject({ sessionId: BORN });
    },
  );

  test('is one row with its launcher, and what serves it is none', async () => {
    const home = await codexHome();
    const found = home.look({
      agents: [
        { pid: 6, agent: 'codex', args: ['exec', 'hi'] },
        { pid: 7, parent: 6, agent: 'codex', args: ['exec', 'hi'] },
        SERVER,
        { pid: 91, agent: 'codex', args: ['app-server', 'daemon', 'pid-update-loop'] },
        { pid: 92, agent: 'codex', args: ['login'] },
      ],
      openFiles: { 7: [home.put({ id: BORN })] },
    });
    expect(Object.keys(found)).toEqual(['7']);
  });

  test('survives a rollout that holds nothing it knows', async () => {
    const home = await codexHome();
    const path = home.put({ id: BORN });
    for (const text of [
      '',
      '{"type":"session_meta"',
      '[]\n{}\nnull\n',
      '{"type":"session_meta","payload":{"cwd":7}}\n',
    ]) {
      writeFileSync(path, text);
      const found = home.look({ agents: [{ pid: 7, ...SCREEN }], openFiles: { 7: [path] } });
      expect(found[7]).toMatchObject({ sessionId: BORN, cwd: '/work', entrypoint: null, evidence: [] });
    }
  });

  test('is told without an id where its files cannot be seen', async () => {
    const home = await codexHome();
    expect(home.look({ agents: [{ pid: 7, ...SCREEN }] })[7]).toMatchObject({
      sessionId: null,
      cwd: '/work',
      evidence: [],
    });
  });

  test('changes with the rollouts, the locks and the names', async () => {
    const { folder } = await codexHome();
    const watched = ['sessions', 'thread-writer-locks', 'session_index.jsonl'].map((name) => join(folder, name));
    expect(codexSource.watched({ agent: 'codex', account: null, folder })).toEqual(watched);
  });
});

describe('a screen of Codex that the background server serves', () => {
  test('has the conversation that was made with it, also before the first turn', async () => {
    const home = await codexHome();
    const agents = [{ pid: 7, ...CLIENT }, SERVER];
    expect(home.look({ agents, openFiles: { 90: [home.lock(BORN)] } })[7]).toMatchObject({ sessionId: BORN });
    expect(home.look({ agents, openFiles: { 90: [home.put({ id: BORN })] } })[7]).toMatchObject({
      sessionId: BORN,
      evidence: [{ is: 'idle' }],
    });
  });

  test('has a conversation of before that was taken up again, then or later', async () => {
    const home = await codexHome();
    const agents = [{ pid: 7, ...CLIENT }, SERVER];
    for (const takenMs of [STARTED_MS + 1000, STARTED_MS + 600_000]) {
      const openFiles = { 90: [home.put({ id: OLD }), home.lock(OLD, takenMs)] };
      expect(home.look({ agents, openFiles })[7]).toMatchObject({ sessionId: OLD, version: null });
    }
  });

  test('has none that was taken up before it was started, or is of another folder', async () => {
    const home = await codexHome();
    const agents = [{ pid: 7, ...CLIENT }, SERVER];
    const none = { sessionId: null, evidence: [] };
    expect(home.look({ agents, openFiles: { 90: [home.put({ id: OLD })] } })[7]).toMatchObject(none);
    expect(home.look({ agents, openFiles: { 90: [home.put({ id: BORN, cwd: '/other' })] } })[7]).toMatchObject(none);
    expect(home.look({ agents: [{ pid: 7, ...CLIENT }] })[7]).toMatchObject(none);
  });

  test('has none where another screen can have taken it up', async () => {
    const home = await codexHome();
    const agents = [{ pid: 7, ...CLIENT }, { pid: 8, startedAt: String(STARTED_MS + 500), ...CLIENT }, SERVER];
    const ids = (folder: string, ...files: readonly string[]): readonly unknown[] => {
      const found = home.look({ agents, openFiles: { 90: files }, folders: { 8: folder } });
      return [found[7]?.sessionId, found[8]?.sessionId];
    };
    const other = threadId(STARTED_MS + 2000);
    expect(ids('/work', home.put({ id: BORN }))).toEqual([null, null]);
    expect(ids('/work', home.put({ id: BORN }), home.put({ id: other }))).toEqual([null, null]);
    expect(ids('/elsewhere', home.lock(BORN), home.lock(other, STARTED_MS + 2000))).toEqual([null, null]);
    expect(ids('/elsewhere', home.put({ id: BORN }), home.lock(other, STARTED_MS + 2000))).toEqual([BORN, other]);
  });

  test('is told from a screen that was started later', async () => {
    const home = await codexHome();
    const later = threadId(STARTED_MS + 11_000);
    const agents = [{ pid: 7, ...CLIENT }, { pid: 8, startedAt: String(STARTED_MS + 10_000), ...CLIENT }, SERVER];
    for (const other of [home.lock(later, STARTED_MS + 11_000), home.put({ id: later })]) {
      const found = home.look({ agents, openFiles: { 90: [home.put({ id: BORN }), other] } });
      expect([found[7]?.sessionId, found[8]?.sessionId]).toEqual([BORN, later]);
    }
  });

  test('has the one in which something was said, beside others in which nothing was', async () => {
    const home = await codexHome();
    const agents = [{ pid: 7, ...CLIENT }, SERVER];
    const look = (...files: readonly string[]): string | null | undefined =>
      home.look({ agents, openFiles: { 90: files } })[7]?.sessionId;
    const silent = home.lock(LATER, STARTED_MS + 600_000);
    expect(look(home.lock(BORN), silent)).toBeNull();
    expect(look(home.put({ id: BORN }), silent)).toBe(BORN);
    expect(look(home.lock(BORN), home.put({ id: LATER }))).toBe(LATER);
  });

  test('has none beside another screen that it took up long after its start', async () => {
    const home = await codexHome();
    const agents = [{ pid: 7, ...CLIENT }, { pid: 8, startedAt: String(STARTED_MS + 100_000), ...CLIENT }, SERVER];
    const others = home.put({ id: threadId(STARTED_MS + 101_000) });
    const found = home.look({ agents, openFiles: { 90: [home.put({ id: threadId(STARTED_MS + 600_000) }), others] } });
    expect([found[7]?.sessionId, found[8]?.sessionId]).toEqual([null, null]);
  });

  test('has its own while a screen that was started long before has none yet', async () => {
    const home = await codexHome();
    const later = threadId(STARTED_MS + 101_000);
    const agents = [{ pid: 7, ...CLIENT }, { pid: 8, startedAt: String(STARTED_MS + 100_000), ...CLIENT }, SERVER];
    const openFiles = { 90: [home.lock(later, STARTED_MS + 101_000)] };
    const found = home.look({ agents, openFiles, folders: { 8: '/elsewhere' } });
    expect([found[7]?.sessionId, found[8]?.sessionId]).toEqual([null, later]);
  });

  test('has none where two servers run, and what a process has open itself counts first', async () => {
    const home = await codexHome();
    const agents = [{ pid: 7, ...CLIENT }, SERVER];
    const [own, other] = [home.put({ id: BORN }), home.put({ id: threadId(STARTED_MS + 2000) })];
    const two = home.look({ agents: [...agents, { ...SERVER, pid: 91 }], openFiles: { 90: [own] } });
    expect(two[7]).toMatchObject({ sessionId: null });
    expect(home.look({ agents, openFiles: { 7: [own], 90: [other] } })[7]).toMatchObject({ sessionId: BORN });
  });

  test('has none while the server also has a later one of its folder, for the person may have gone over to it', async () => {
    const home = await codexHome();
    const agents = [{ pid: 7, ...CLIENT }, SERVER];
    const [own, other] = [home.put({ id: BORN }), home.put({ id: LATER })];
    expect(home.look({ agents, openFiles: { 90: [own, other] } })[7]?.sessionId).toBeNull();
    expect(home.look({ agents, openFiles: { 90: [own] } })[7]?.sessionId).toBe(BORN);
    expect(home.look({ agents, openFiles: { 90: [other] } })[7]?.sessionId).toBe(LATER);
    const latest = home.put({ id: threadId(STARTED_MS + 700_000) });
    expect(home.look({ agents, openFiles: { 90: [other, latest] } })[7]?.sessionId).toBeNull();
  });

  test('works in the folder that its command line names', async () => {
    const home = await codexHome();
    const agents = [{ pid: 7, agent: 'codex', args: ['-C', 'sub'] } as const, SERVER];
    const found = home.look({ agents, openFiles: { 90: [home.put({ id: BORN, cwd: '/work/sub' })] } });
    expect(found[7]).toMatchObject({ sessionId: BORN, cwd: '/work/sub' });
  });
});

describe('what a session of Codex does', () => {
  const APPROVAL_MS = Date.parse('2026-11-21T23:55:20.071Z');
  const started = String(APPROVAL_MS - 60_000);

  async function state(
    fixture: string,
    {
      nowMs = APPROVAL_MS + 60_000,
      child = null as number | null,
      parent = 7,
      startedAt = started,
      more = [] as readonly object[],
    } = {},
  ): Promise<object | undefined> {
    const home = await codexHome();
    const rows = child === null ? [] : [{ pid: 70, parent, startedAt: String(child) }];
    const found = home.look(
      { agents: [{ pid: 7, startedAt, ...SCREEN }], rows, openFiles: { 7: [home.put({ id: BORN, fixture, more })] } },
      nowMs,
    );
    return found[7]?.evidence[0];
  }

  test('it waits where a call has no output and nothing was started for it', async () => {
    expect(await state('tui-approval')).toMatchObject({
      is: 'waiting',
      why: 'a tool call waits: exec_command',
      since: '2026-11-21T23:55:20.071Z',
    });
    expect(await state('tui-approval', { child: APPROVAL_MS - 30_000 })).toMatchObject({ is: 'waiting' });
    expect(await state('tui-approval', { child: APPROVAL_MS + 20, parent: 8 })).toMatchObject({ is: 'waiting' });
  });

  test('it is busy where something was started for the call, or may be in this moment', async () => {
    expect(await state('tui-approval', { child: APPROVAL_MS + 20 })).toMatchObject({
      is: 'busy',
      why: 'runs exec_command',
    });
    expect(await state('tui-approval', { nowMs: APPROVAL_MS + 1000 })).toMatchObject({ is: 'busy' });
  });

  test('it never waits where nobody is asked, or for a tool that does not ask', async () => {
    const at = { timestamp: '2026-11-21T23:55:21.000Z' };
    const never = { ...at, type: 'turn_context', payload: { approval_policy: 'never' } };
    expect(await state('tui-approval', { more: [never] })).toMatchObject({ is: 'busy' });
    const call = {
      ...at,
      type: 'response_item',
      payload: { type: 'function_call', call_id: 'x', name: 'write_stdin' },
    };
    expect(await state('tui-approval', { more: [call] })).toMatchObject({ is: 'busy', why: 'runs write_stdin' });
  });

  test('a turn that an earlier process left says nothing', async () => {
    expect(await state('tui-approval', { startedAt: String(APPROVAL_MS + 30_000) })).toBeUndefined();
  });

  test('it is limited until the window comes back, and idle from then on', async () => {
    const resetMs = 1_795_228_698_000;
    const until = new Date(resetMs).toISOString();
    expect(await state('usage-limit', { nowMs: resetMs - 1 })).toMatchObject({ is: 'limited', until });
    expect(await state('usage-limit', { nowMs: resetMs })).toMatchObject({ is: 'idle' });
    const next = { timestamp: until, type: 'event_msg', payload: { type: 'task_started' } };
    expect(await state('usage-limit', { nowMs: resetMs - 1, startedAt: '0', more: [next] })).toMatchObject({
      is: 'busy',
    });
  });

  test('a limit without a known reset lasts; a plan without Codex is none', async () => {
    const error = { codex_error_info: 'usage_limit_exceeded', message: 'You’ve hit your usage limit.' };
    const failed = { type: 'event_msg', payload: { type: 'task_complete', error } };
    expect(await state('tui-turn', { more: [failed] })).toMatchObject({ is: 'limited', until: null });
    expect(await state('usage-not-included')).toMatchObject({
      is: 'idle',
      why: 'the turn failed: usage_limit_exceeded',
    });
    expect(await state('unauthorized')).toMatchObject({ is: 'idle', why: 'the turn failed: http_connection_failed' });
  });
});
