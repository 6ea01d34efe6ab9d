import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { geminiSource } from '../../src/gemini/source.ts';
import { geminiHome, type PutChat, type PutMessage, sessionId, STARTED_MS } from './gemini-home.ts';

const SCREEN = { agent: 'gemini', args: [] } as const;
const [OWN, OTHER, OLD] = [sessionId(1), sessionId(2), sessionId(3)];
const later = (seconds: number): string => String(STARTED_MS + seconds * 1000);
const prompt = (at: number): PutMessage => ({ at, type: 'user', content: 'mend it' });
const answer = (at: number): PutMessage => ({ at, type: 'gemini', content: 'Done.' });

describe('a session of Gemini CLI', () => {
  test('is told with the chat that was begun with it', async () => {
    const home = await geminiHome();
    const path = home.put({ id: OWN, messages: [prompt(60)] });
    expect(home.look({ agents: [{ pid: 7, ...SCREEN }] })[7]).toEqual({
      pid: 7,
      startedAt: String(STARTED_MS),
      foreignDomain: null,
      sessionId: OWN,
      name: null,
      cwd: '/work',
      status: null,
      began: '2026-11-21T12:00:00.000Z',
      updated: '2026-11-21T12:01:00.000Z',
      entrypoint: null,
      version: null,
      sessionFile: null,
      transcriptPath: path,
      evidence: [
        {
          is: 'busy',
          why: 'a prompt has no answer yet',
          source: 'transcript',
          since: '2026-11-21T12:01:00.000Z',
          observedAt: '2026-11-21T12:01:00.000Z',
        },
      ],
    });
  });

  test('is one row with the process that started it again, and other commands are none', async () => {
    const home = await geminiHome();
    const agents = [
      { pid: 6, ...SCREEN },
      { pid: 7, parent: 6, ...SCREEN },
      { pid: 8, agent: 'gemini', args: ['mcp', 'list'] } as const,
    ];
    home.put({ id: OWN });
    expect(Object.keys(home.look({ agents }))).toEqual(['7']);
  });

  test.each<[string, PutChat]>([
    ['long after it', { id: OWN, at: 120 }],
    ['before it', { id: OWN, at: -5 }],
    ['by a subagent', { id: OWN, kind: 'subagent' }],
    ['under an id of another form', { id: 'abcdef01-no-uuid' }],
  ])('has no chat that was begun %s', async (_when, chat) => {
    const home = await geminiHome();
    home.put(chat);
    const found = home.look({ agents: [{ pid: 7, ...SCREEN }] });
    expect(found[7]).toMatchObject({ sessionId: null, transcriptPath: null, updated: null, evidence: [] });
  });

  test('has the chat that its command line names, in the file that is written', async () => {
    const home = await geminiHome();
    const path = home.put({ id: OLD, at: -86_400, messages: [prompt(-86_000), answer(-85_000), prompt(60)] });
    const look = (name: string): object | undefined =>
      home.look({ agents: [{ pid: 7, agent: 'gemini', args: ['-r', name] }] })[7];
    expect(look(OLD)).toMatchObject({ sessionId: OLD, transcriptPath: path });
    expect(look('latest')).toMatchObject({ sessionId: null });
    // Where the minute is another one, a head alone is written to a second file.
    home.put({ id: OLD, at: 2 });
    expect(look('latest')).toMatchObject({ sessionId: OLD, transcriptPath: path });
  });

  test('has none where two processes can have begun it', async () => {
    const home = await geminiHome();
    home.put({ id: OWN, at: 6 });
    const agents = [
      { pid: 7, ...SCREEN },
      { pid: 8, startedAt: later(3), ...SCREEN },
    ];
    const found = home.look({ agents });
    expect([found[7]?.sessionId, found[8]?.sessionId]).toEqual([null, null]);
  });

  test('has the first of two that were begun with it, once that was written last', async () => {
    for (const [first, second] of [
      [OWN, OTHER],
      [OTHER, OWN],
    ] as const) {
      const home = await geminiHome();
      const look = (): string | null | undefined => home.look({ agents: [{ pid: 7, ...SCREEN }] })[7]?.sessionId;
      home.put({ id: first });
      home.put({ id: second, at: 8 });
      expect(look()).toBeNull();
      home.put({ id: first, messages: [prompt(60)] });
      expect(look()).toBe(first);
    }
  });

  test('has none where a process of its folder cannot be told from others', async () => {
    const home = await geminiHome();
    home.put({ id: OWN });
    const found = home.look({
      agents: [
        { pid: 7, ...SCREEN },
        { pid: 8, startedAt: '', ...SCREEN },
      ],
    });
    expect([found[7]?.sessionId, found[8]?.began]).toEqual([null, null]);
  });

  test('is told from a process that was started later, or in another folder', async () => {
    const home = await geminiHome();
    home.put({ id: OWN });
    home.put({ id: OTHER, at: 12 });
    const agents = [
      { pid: 7, ...SCREEN },
      { pid: 8, startedAt: later(10), ...SCREEN },
      { pid: 9, ...SCREEN },
    ];
    const found = home.look({ agents, folders: { 9: '/elsewhere' } });
    expect([7, 8, 9].map((pid) => found[pid]?.sessionId)).toEqual([OWN, OTHER, null]);
  });

  test('is uncertain while another chat of its folder is newer, for the person may have begun anew', async () => {
    const home = await geminiHome();
    const look = (): string | null | undefined => home.look({ agents: [{ pid: 7, ...SCREEN }] })[7]?.sessionId;
    home.put({ id: OWN, messages: [prompt(60), answer(61)] });
    home.put({ id: OTHER, at: 300 });
    expect(look()).toBeNull();
    home.put({ id: OWN, messages: [prompt(60), answer(61), prompt(400)] });
    expect(look()).toBe(OWN);
  });

  test('is not made uncertain by a summary that another process wrote into an old chat', async () => {
    const home = await geminiHome();
    home.put({ id: OWN, messages: [prompt(60), answer(61)] });
    home.put({ id: OLD, at: -86_400, messages: [prompt(-86_000)], changedAt: 300 });
    expect(home.look({ agents: [{ pid: 7, ...SCREEN }] })[7]?.sessionId).toBe(OWN);
  });

  test.each(['{"projects":{"/work":"../tmp/app"}}', '{"projects":{"/work":7}}', '{"projects":[]}', '[', '{}'])(
    'has no chat where the folder has no name: %s',
    async (projects) => {
      const home = await geminiHome();
      home.put({ id: OWN });
      writeFileSync(join(home.folder, 'projects.json'), projects);
      expect(home.look({ agents: [{ pid: 7, ...SCREEN }] })[7]).toMatchObject({ sessionId: null, cwd: '/work' });
    },
  );

  test('changes with the names of the folders and with the chats', async () => {
    const { folder } = await geminiHome();
    expect(geminiSource.watched({ agent: 'gemini', account: null, folder })).toEqual([
      join(folder, 'projects.json'),
      join(folder, 'tmp'),
    ]);
  });
});

describe('what a session of Gemini CLI does', () => {
  async function state(
    messages: readonly PutMessage[],
    { child = null as number | null, nowMs = STARTED_MS + 3_600_000 } = {},
  ): Promise<object | undefined> {
    const home = await geminiHome();
    home.put({ id: OWN, messages });
    const rows = child === null ? [] : [{ pid: 70, parent: 7, startedAt: later(child) }];
    return home.look({ agents: [{ pid: 7, ...SCREEN }], rows }, nowMs)[7]?.evidence[0];
  }

  test('an answer alone tells nothing, for it may have called a tool that asks', async () => {
    expect(await state([prompt(60), answer(61)])).toBeUndefined();
    expect(await state([prompt(60), answer(61)], { child: 30 })).toBeUndefined();
  });

  test('it is busy where a command was started after the answer, and after its tools have ended', async () => {
    expect(await state([prompt(60), answer(61)], { child: 61 })).toMatchObject({ is: 'busy', why: 'a command runs' });
    const tools = { ...answer(61), toolCalls: [{ name: 'read_file', status: 'success' }] };
    expect(await state([prompt(60), tools])).toMatchObject({ is: 'busy' });
  });

  test('it is idle after a request that was cancelled or failed', async () => {
    expect(await state([prompt(60), { at: 62, type: 'info', content: 'Request cancelled.' }])).toMatchObject({
      is: 'idle',
      since: '2026-11-21T12:01:02.000Z',
    });
    expect(await state([prompt(60), { at: 62, type: 'error', content: '[API Error: No.]' }])).toMatchObject({
      is: 'idle',
    });
  });

  test('what a process before this one left tells nothing', async () => {
    expect(await state([prompt(-60)])).toBeUndefined();
  });

  test('it is limited by a used-up quota, until it comes back where that is said', async () => {
    const home = await geminiHome();
    home.put({ id: OWN, fixture: 'tui-limit' });
    const agents = [{ pid: 7, ...SCREEN }];
    expect(home.look({ agents })[7]?.evidence).toMatchObject([{ is: 'limited', until: null }]);
    const content = '[API Error: You have exhausted your capacity on this model. Your quota will reset after 1h0m5s.]';
    const failed: PutMessage = { at: 60, type: 'error', content };
    const until = '2026-11-21T13:01:05.000Z';
    expect(await state([failed], { nowMs: Date.parse(until) - 1 })).toMatchObject({ is: 'limited', until });
    expect(await state([failed], { nowMs: Date.parse(until) })).toMatchObject({ is: 'idle' });
    expect(await state([failed, prompt(70)])).toMatchObject({ is: 'busy' });
  });
});
