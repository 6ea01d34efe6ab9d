import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountId, type Account, type UsageRecord } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { createScanner } from '../../src/index.ts';
import { createMemoryStore, scanInto } from '../scan/memory-store.ts';
import { useClaudeHome } from './claude-home.ts';
import { call, prompt, writeTranscripts } from './scan-claude.ts';

const home = useClaudeHome();
const account = (configDir: string): Account => ({ agent: 'claude', configDir, id: accountId('claude', configDir) });
const other = account('/home/ada/.claude-other');
const own = (): Account => account(home.configDir);

/** As Claude Code 2.1.329 writes it each time that somebody begins or goes on with a session. */
const owner = (organizationUuid: unknown): Record<string, unknown> => ({
  type: 'session-owner',
  accountUuid: '00000000-0000-4000-8000-000000000001',
  organizationUuid,
  sessionId: 's1',
});

const store = createMemoryStore;
type Store = ReturnType<typeof createMemoryStore>;

/** Scans with `org-other` known as the other account's. */
async function scan(into: Store, known: readonly string[] | null = ['org-other']): Promise<void> {
  const accountOf = (organization: string, of: Account): Account => (known?.includes(organization) ? other : of);
  await scanInto(into, createScanner('claude', { accountOf: known && accountOf }), own());
}

/** Whose each call is. */
function payers(into: Store): Record<string, string> {
  const nameOf = ({ account }: UsageRecord): string => (account.id === other.id ? 'other' : 'own');
  return Object.fromEntries(into.counted().map((record) => [record.id, nameOf(record)]));
}

describe('whose a call is', () => {
  test('the last line before it says that names who pays', async () => {
    const lines = [
      owner('org-own'),
      call('m1'),
      owner('org-other'),
      prompt('p1'),
      call('m2'),
      owner('org-own'),
      call('m3'),
    ];
    writeTranscripts(home.configDir, { 'p/s1.jsonl': lines });
    const kept = store();
    await scan(kept);
    expect(payers(kept)).toEqual({ m1: 'own', m2: 'other', m3: 'own' });
  });

  test('is of the config dir where no line says it, or nobody knows the organization', async () => {
    for (const lines of [
      [call('m1')],
      [owner('org-new'), call('m1')],
      [owner(7), call('m1')],
      [owner(null), call('m1')],
    ]) {
      writeTranscripts(home.configDir, { 'p/s1.jsonl': lines });
      const kept = store();
      await scan(kept);
      expect(payers(kept)).toEqual({ m1: 'own' });
    }
  });

  test('is not forgotten between two scans', async () => {
    writeTranscripts(home.configDir, { 'p/s1.jsonl': [owner('org-other'), call('m1')] });
    const kept = store();
    await scan(kept);
    appendFileSync(join(home.configDir, 'projects/p/s1.jsonl'), `${JSON.stringify(call('m2'))}\n`);
    await scan(kept);
    expect(payers(kept)).toEqual({ m1: 'other', m2: 'other' });
  });

  test('is said anew as soon as the login is known, and when it is not any more', async () => {
    writeTranscripts(home.configDir, {
      'p/s1.jsonl': [owner('org-other'), call('m1')],
      'p/s1/subagents/agent-a1.jsonl': [call('m2', { line: { isSidechain: true, agentId: 'a1' } })],
    });
    const kept = store();
    await scan(kept, null);
    expect(payers(kept)).toEqual({ m1: 'own', m2: 'own' });
    await scan(kept, []);
    expect(payers(kept)).toEqual({ m1: 'own', m2: 'own' });
    await scan(kept);
    expect(payers(kept)).toEqual({ m1: 'other', m2: 'other' });
    await scan(kept, null);
    expect(payers(kept)).toEqual({ m1: 'own', m2: 'own' });
  });

  test('is of who began the session for its subagents, whose transcripts do not say it', async () => {
    writeTranscripts(home.configDir, {
      'p/s1.jsonl': [prompt('p1'), { type: 'mode' }, owner('org-other'), call('m1')],
      'p/s1/subagents/agent-a1.jsonl': [call('m2', { line: { isSidechain: true, agentId: 'a1' } })],
      'p/s2/subagents/agent-a2.jsonl': [call('m3', { line: { isSidechain: true, agentId: 'a2', sessionId: 's2' } })],
    });
    const kept = store();
    await scan(kept);
    expect(payers(kept)).toEqual({ m1: 'other', m2: 'other', m3: 'own' });
  });

  test('reads nothing again that was understood', async () => {
    writeTranscripts(home.configDir, {
      'p/s1.jsonl': [owner('org-other'), call('m1')],
      'p/s1/subagents/agent-a1.jsonl': [call('m2', { line: { isSidechain: true, agentId: 'a1' } })],
    });
    const kept = store();
    await scan(kept);
    const accountOf = (): Account => other;
    expect(await scanInto(kept, createScanner('claude', { accountOf }), own())).toEqual([]);
  });

  test('is whom somebody knows better, by session and time, for prompts too', async () => {
    const late = '2026-11-21T05:00:00.000Z';
    writeTranscripts(home.configDir, {
      'p/s1.jsonl': [
        prompt('p1'),
        call('m1'),
        prompt('p2', { timestamp: late }),
        call('m2', { line: { timestamp: late } }),
      ],
      'p/s2.jsonl': [call('m3', { line: { sessionId: 's2', timestamp: late } })],
    });
    const accountAt = (sessionId: string, at: string): Account | null =>
      sessionId === 's1' && at >= late ? other : null;
    const kept = store();
    const batches = await scanInto(kept, createScanner('claude', { accountAt }), own());
    expect(payers(kept)).toEqual({ m1: 'own', m2: 'other', m3: 'own' });
    const prompts = batches.flatMap(({ turns = [] }) => turns.map(({ id, account: { id: of } }) => [id, of]));
    expect(prompts).toEqual([
      ['p1', own().id],
      ['p2', other.id],
    ]);
  });
});
