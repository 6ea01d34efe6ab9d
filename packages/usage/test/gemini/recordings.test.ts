import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, accountId } from '@ccx/contracts';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { geminiTranscripts } from '../../src/gemini/transcripts.ts';
import { formatScanner } from '../../src/scan/scanner.ts';
import { createMemoryStore, type MemoryStore, scanInto } from '../scan/memory-store.ts';

const SUBAGENT = join(import.meta.dirname, 'subagent');
const FIXTURES = join(import.meta.dirname, 'fixtures');
const RECORDINGS = readdirSync(FIXTURES).filter((name) => !name.includes('.'));

let temp: TempHome;
let account: Account;
let chats: string;

beforeEach(async () => {
  temp = await createTempHome();
  const configDir = join(temp.home, '.gemini');
  account = { agent: 'gemini', configDir, id: accountId('gemini', configDir) };
  chats = join(configDir, 'tmp', 'project', 'chats');
  mkdirSync(chats, { recursive: true });
  writeFileSync(join(chats, '..', '.project_root'), '/home/dev/project');
});
afterEach(() => temp.remove());

const scanner = formatScanner(geminiTranscripts);

/** By model, as stdout counts: what the cache served is inside `input_tokens`; thoughts are only in the total. */
function byModel(store: MemoryStore): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const sums: Record<string, Record<string, number>> = {};
  for (const { model, usage } of store.counted()) {
    const { input, output, cacheRead, reasoning = 0 } = usage;
    const said = { input_tokens: input + cacheRead, output_tokens: output - reasoning, cached: cacheRead, input };
    const sum = (sums[model] ??= { total_tokens: 0, input_tokens: 0, output_tokens: 0, cached: 0, input: 0 });
    for (const [name, tokens] of Object.entries({ ...said, total_tokens: input + cacheRead + output })) {
      sum[name] = (sum[name] ?? 0) + tokens;
    }
  }
  return sums;
}

/** What one process stated, without the models that answered nothing; `null` where it stated nothing. */
function stated(path: string): Readonly<Record<string, Readonly<Record<string, number>>>> | null {
  if (!existsSync(path)) return null;
  const text = readFileSync(path, 'utf8').trim();
  const { models } = JSON.parse(text).stats;
  const used = Object.entries<Record<string, number>>(models).filter(([, of]) => of['total_tokens'] !== 0);
  return Object.fromEntries(used);
}

/** The router that chooses the model is a call that no chat holds. */
const isRouter = (model: string): boolean => model.includes('flash-lite');

describe('a recorded chat', () => {
  for (const name of RECORDINGS) {
    const steps = readdirSync(join(FIXTURES, name)).filter((file) => file.startsWith('transcript'));
    it(`gives the tokens that stdout stated for the model that answered: ${name}`, async () => {
      const store = createMemoryStore();
      let sum: Record<string, Readonly<Record<string, number>>> = {};
      for (const step of steps) {
        copyFileSync(join(FIXTURES, name, step), join(chats, 'session-2026-11-21T01-10-9aabec49.jsonl'));
        await scanInto(store, scanner, account);
        const said = stated(join(FIXTURES, name, step.replace('transcript', 'stdout')));
        if (said === null) continue;
        for (const [model, tokens] of Object.entries(said)) {
          if (isRouter(model)) continue;
          const before = sum[model];
          const added = Object.entries(tokens).map(([key, count]) => [key, count + (before?.[key] ?? 0)] as const);
          sum = { ...sum, [model]: Object.fromEntries(added) };
        }
        expect(byModel(store)).toEqual(sum);
      }
      expect(store.skipped()).toEqual({});
    });
  }

  it('counts a message once that is written again when its tools have answered', async () => {
    const store = createMemoryStore();
    const path = join(FIXTURES, 'tool-read-stream', 'transcript.jsonl');
    copyFileSync(path, join(chats, 'session-2026-11-21T01-10-9aabec49.jsonl'));
    await scanInto(store, scanner, account);
    expect(readFileSync(path, 'utf8').match(/"tokens":/g)).toHaveLength(3);
    expect(store.counted()).toHaveLength(2);
    expect(store.counted()[0]).toEqual({
      id: '17e65614-bf55-4127-a290-192fe41619a9',
      account,
      sessionId: '9aabec49-da1d-4f8d-bddf-207e25d122bf',
      at: '2026-11-21T01:10:30.294Z',
      model: 'gemini-3.8-flash',
      usage: { input: 400, output: 25, cacheRead: 800, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 5 },
      vendorCostUsd: null,
      cwd: '/home/dev/project',
      gitBranch: null,
      subagentType: null,
      entrypoint: null,
      speed: null,
      archived: false,
    });
    expect(store.turns()).toEqual(['bff1ca39-3772-48c4-9fa8-4a8aeb410df1']);
  });

  it('of a subagent counts for the session that called it, with the tokens that stdout stated for its model', async () => {
    const store = createMemoryStore();
    cpSync(join(SUBAGENT, 'tmp'), join(chats, '..', '..'), { recursive: true });
    await scanInto(store, scanner, account);
    const said = Object.entries(stated(join(SUBAGENT, 'stdout.jsonl')) ?? {}).filter(([model]) => !isRouter(model));
    expect(said).toHaveLength(2);
    expect(byModel(store)).toEqual(Object.fromEntries(said));
    const session = '219f28c4-2a92-4dae-9707-75d9262cabaa';
    expect(store.counted().map(({ sessionId, subagentType }) => [sessionId, subagentType])).toEqual([
      [session, 'subagent'],
      [session, null],
      [session, null],
    ]);
    expect(store.turns()).toHaveLength(1);
    expect(store.counted().map(({ cwd }) => cwd)).toEqual(Array(3).fill('/home/dev/project'));
  });
});
