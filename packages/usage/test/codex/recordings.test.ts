import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, accountId, totalTokens } from '@ccx/contracts';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codexTranscripts } from '../../src/codex/transcripts.ts';
import { formatScanner } from '../../src/scan/scanner.ts';
import { createMemoryStore, type MemoryStore, scanInto } from '../scan/memory-store.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const NAME = 'rollout-2026-11-21T01-00-00-01a1fba5-46c1-7a22-92a9-ec3b0922eab1.jsonl';

let temp: TempHome;
let account: Account;
let rollout: string;

beforeEach(async () => {
  temp = await createTempHome();
  const configDir = join(temp.home, '.codex');
  account = { agent: 'codex', configDir, id: accountId('codex', configDir) };
  const day = join(configDir, 'sessions', '2026', '11', '21');
  mkdirSync(day, { recursive: true });
  rollout = join(day, NAME);
});
afterEach(() => temp.remove());

const scanner = formatScanner(codexTranscripts);

/** As the vendor counts: what the cache served is inside the input, what is written to it too. */
function vendorTotals(store: MemoryStore): readonly number[] {
  const sum = (name: 'input' | 'cacheRead' | 'cacheWrite5m' | 'output' | 'reasoning'): number =>
    store.counted().reduce((total, { usage }) => total + (usage[name] ?? 0), 0);
  return [sum('input') + sum('cacheRead') + sum('cacheWrite5m'), sum('cacheRead'), sum('output'), sum('reasoning')];
}

/** The last total that stdout told; nothing where it told none. */
function stdoutTotals(path: string): readonly unknown[] {
  if (!existsSync(path)) return [0, 0, 0, 0];
  const [last = '{}'] = readFileSync(path, 'utf8').trim().split('\n').slice(-1);
  const line = JSON.parse(last);
  const total = line.params?.tokenUsage.total;
  const { input_tokens, cached_input_tokens, output_tokens, reasoning_output_tokens } = line.usage ?? {};
  return total === undefined
    ? [input_tokens, cached_input_tokens, output_tokens, reasoning_output_tokens]
    : [total.inputTokens, total.cachedInputTokens, total.outputTokens, total.reasoningOutputTokens];
}

/** Recordings whose stdout tells no tokens although there were calls. */
const UNTOLD = new Set(['exec-plain-text', 'tui-turn']);
const RECORDINGS = readdirSync(FIXTURES).filter((name) => !name.includes('.') && !UNTOLD.has(name));

describe('a recorded rollout', () => {
  for (const name of RECORDINGS) {
    const steps = readdirSync(join(FIXTURES, name)).filter((file) => file.startsWith('transcript'));
    it(`gives the tokens that stdout stated: ${name}`, async () => {
      const store = createMemoryStore();
      for (const step of steps) {
        copyFileSync(join(FIXTURES, name, step), rollout);
        await scanInto(store, scanner, account);
        expect(vendorTotals(store)).toEqual(stdoutTotals(join(FIXTURES, name, step.replace('transcript', 'stdout'))));
      }
      expect(store.skipped()).toEqual({});
      expect(store.turns()).toHaveLength(steps.length);
    });
  }

  it('gives the tokens that the plain text of exec states, which leaves out what the cache served', async () => {
    const store = createMemoryStore();
    copyFileSync(join(FIXTURES, 'exec-plain-text', 'transcript.jsonl'), rollout);
    await scanInto(store, scanner, account);
    const stated = /tokens used\n(\d+)/.exec(readFileSync(join(FIXTURES, 'exec-plain-text', 'stderr-end.txt'), 'utf8'));
    const used = store.counted().reduce((sum, { usage }) => sum + totalTokens(usage) - usage.cacheRead, 0);
    expect(used).toBe(Number(stated?.[1]));
  });

  it('says of each call whose, when, where and of which model it was', async () => {
    const store = createMemoryStore();
    copyFileSync(join(FIXTURES, 'tui-turn', 'transcript.jsonl'), rollout);
    await scanInto(store, scanner, account);
    const [first, second] = store.counted();
    expect(store.counted()).toHaveLength(2);
    expect(first).toEqual({
      id: '01a1fba6-6940-7423-ab24-fe7a246cadc6/resp_0109',
      account,
      sessionId: '01a1fba6-674c-7de0-919c-33ed659ce863',
      at: expect.stringMatching(/^2026-11-21T01:09:/),
      model: 'gpt-5.5-codex',
      usage: { input: 176, output: 42, cacheRead: 1024, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 16 },
      vendorCostUsd: null,
      cwd: '/home/dev/project',
      gitBranch: null,
      subagentType: null,
      entrypoint: 'codex-tui',
      speed: null,
      archived: false,
    });
    expect(second?.id).toBe('01a1fba6-6940-7423-ab24-fe7a246cadc6/resp_0112');
    expect(store.turns()).toEqual(['01a1fba6-69d2-79d3-8de9-e57ec290469d']);
  });
});
