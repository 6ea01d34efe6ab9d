import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useClaudeHome } from './claude-home.ts';
import { call, prompt, scanConfigDir, tokensIn, writeTranscripts } from './scan-claude.ts';

const home = useClaudeHome();

describe('one call', () => {
  it('is counted once, by its largest line, however many blocks it was written for', async () => {
    const early = call('m1', { usage: { output_tokens: 3 } });
    const record = await home.onlyRecord(early, call('m1', { usage: { output_tokens: 50 } }), early);
    expect(record.usage.output).toBe(50);
  });

  it('may grow in a later batch', async () => {
    const store = await home.scanLines(call('m1', { usage: { output_tokens: 3 } }));
    const more = `${JSON.stringify(call('m1', { usage: { output_tokens: 50 } }))}\n`;
    appendFileSync(join(home.configDir, 'projects', 'p', 's1.jsonl'), more);
    await scanConfigDir(home.configDir, store);
    expect(store.counted().map(({ usage }) => usage.output)).toEqual([50]);
  });

  it('is named by its message alone where a gateway gives no id of the request', async () => {
    const line = { requestId: undefined };
    expect((await home.onlyRecord(call('m1', { line }), call('m1', { line }))).requestId).toBeNull();
  });

  it('is named by its request where its message has no id', async () => {
    const message = { id: null };
    expect((await home.onlyRecord(call('m1', { message }), call('m1', { message }))).id).toBe('req-m1');
  });

  it('of a side question that repeats one of the main session is the one of the main session', async () => {
    const copy = call('m1', {
      line: { requestId: 'other', isSidechain: true, agentId: 'aside_question-0a1b' },
      usage: { cache_read_input_tokens: 50_000 },
    });
    const own = call('m2', { line: { isSidechain: true, agentId: 'aside_question-0a1b' } });
    writeTranscripts(home.configDir, {
      'p/s1.jsonl': [call('m1')],
      'p/s1/subagents/agent-aside_question-0a1b.jsonl': [copy, own],
    });
    const records = (await scanConfigDir(home.configDir)).counted();
    expect(records.map(({ id, subagentType }) => [id, subagentType])).toEqual([
      ['m1', null],
      ['m2', 'aside_question'],
    ]);
    expect(tokensIn(records)).toBe(224);
  });

  it.each([
    ['requestSessionId', { requestSessionId: 'parent' }],
    ['forkedFrom', { forkedFrom: { sessionId: 'parent', messageUuid: 'x' } }],
  ])('that a fork copied belongs to the session that %s names', async (_, line) => {
    expect((await home.onlyRecord(call('m1', { line: { ...line, sessionId: 'fork' } }))).sessionId).toBe('parent');
  });

  it('without a session belongs to the one after which the file or the folder is named', async () => {
    const line = { sessionId: null };
    const side = { ...line, isSidechain: true };
    writeTranscripts(home.configDir, {
      'p/s7.jsonl': [call('m1', { line })],
      'p/s8/subagents/agent-1.jsonl': [call('m2', { line: side })],
    });
    const records = (await scanConfigDir(home.configDir)).counted();
    expect(records.map(({ id, sessionId }) => `${id} ${sessionId}`).toSorted()).toEqual(['m1 s7', 'm2 s8']);
  });
});

describe('a subagent', () => {
  it('has the type that its file of facts says, where its lines do not', async () => {
    const line = { isSidechain: true, agentId: 'a1' };
    writeTranscripts(home.configDir, { 'p/s1/subagents/agent-a1.jsonl': [call('m1', { line })] });
    writeFileSync(join(home.configDir, 'projects/p/s1/subagents/agent-a1.meta.json'), '{"agentType":"Explore"}');
    expect((await scanConfigDir(home.configDir)).counted()).toMatchObject([
      { subagentType: 'Explore', sessionId: 's1' },
    ]);
  });

  it('is of an unknown type where its file of facts is none, and a scan does not wait for one that never ends', async () => {
    const line = { isSidechain: true, agentId: 'a1' };
    writeTranscripts(home.configDir, { 'p/s1/subagents/agent-a1.jsonl': [call('m1', { line })] });
    execFileSync('mkfifo', [join(home.configDir, 'projects/p/s1/subagents/agent-a1.meta.json')]);
    expect((await scanConfigDir(home.configDir)).counted()).toMatchObject([{ subagentType: 'unknown' }]);
  });

  it.each(['a/../../secret', '', '/../../secret'])('whose id is %j is of an unknown type', async (agentId) => {
    mkdirSync(join(home.configDir, 'projects/p/s1/subagents'), { recursive: true });
    writeFileSync(join(home.configDir, 'projects/p/s1/secret.meta.json'), '{"agentType":"secret"}');
    const line = { isSidechain: true, agentId };
    expect((await home.onlyRecord(call('m1', { line }))).subagentType).toBe('unknown');
  });

  it('is counted by the copies in its parent where it has no file, and once where it has one', async () => {
    const copy = (id: string): unknown => ({
      type: 'progress',
      isSidechain: false,
      sessionId: 's1',
      cwd: '/c',
      timestamp: '2026-11-21T09:00:00.000Z',
      data: {
        type: 'agent_progress',
        agentId: 'a1',
        message: {
          type: 'assistant',
          timestamp: '2026-11-21T08:00:00.000Z',
          requestId: `req-${id}`,
          message: call(id)['message'],
        },
      },
    });
    const own = call('m2', { line: { isSidechain: true, agentId: 'a1', costUSD: 0.5 } });
    writeTranscripts(home.configDir, {
      'p/s1.jsonl': [copy('m1'), copy('m2')],
      'p/s1/subagents/agent-a1.jsonl': [own],
    });
    const records = (await scanConfigDir(home.configDir)).counted();
    expect(records).toMatchObject([
      { id: 'm2', vendorCostUsd: 0.5 },
      {
        id: 'm1',
        vendorCostUsd: null,
        at: '2026-11-21T08:00:00.000Z',
        cwd: '/c',
        sidechain: true,
        subagentType: 'unknown',
      },
    ]);
  });

  it('is not counted again by the sum that its tool reports', async () => {
    const toolUseResult = { status: 'completed', totalTokens: 900, usage: { input_tokens: 900, output_tokens: 9 } };
    expect((await home.scanLines(prompt('u1', { toolUseResult }), call('m1'))).counted()).toHaveLength(1);
  });
});
