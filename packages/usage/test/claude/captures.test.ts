import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scanConfigDir, tokensIn } from './scan-claude.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');

/** Tokens of the records, calls, tokens of the vendor's own sums, prompts, what was skipped. */
const TRUTH: readonly [string, number, number, readonly number[], number, Record<string, number>][] = [
  ['compact-manual', 91_638, 3, [102_192], 3, {}],
  ['tui-session-life', 21_108, 2, [31_662], 1, {}],
  ['session-resume-fork', 42_216, 4, [42_216, 21_108], 4, {}],
  ['control-interrupt', 21_067, 2, [21_073], 2, {}],
  ['sigint-midstream', 10_513, 1, [], 1, {}],
  ['subagent-task', 42_204, 4, [42_204], 1, {}],
  ['subagent-background', 42_216, 4, [42_216], 1, {}],
  ['api-429', 0, 0, [], 1, { synthetic: 1 }],
  ['pty-cost', 0, 0, [], 0, {}],
];

describe('transcripts of the real Claude Code', () => {
  it.each(TRUTH)('of %s give %d tokens in %d calls', async (name, tokens, calls, sums, prompts, skipped) => {
    const store = await scanConfigDir(join(FIXTURES, name));
    const vendor = store.costs().map(({ models }) => tokensIn(models.map(({ usage }) => ({ ...ANY, usage }))));
    expect({ tokens: tokensIn(store.counted()), calls: store.counted().length }).toEqual({ tokens, calls });
    expect({ sums: vendor, prompts: store.turns().length, skipped: store.skipped() }).toEqual({
      sums,
      prompts,
      skipped,
    });
  });

  it('give a fork only the calls that it made itself', async () => {
    const store = await scanConfigDir(join(FIXTURES, 'session-resume-fork'));
    const sessions = store.counted().map(({ sessionId }) => sessionId.slice(0, 8));
    expect(sessions.toSorted()).toEqual(['247cb104', '247cb104', 'aaaaaaaa', 'aaaaaaaa']);
  });

  it('name the type of a subagent, and say where and how a call was made', async () => {
    const store = await scanConfigDir(join(FIXTURES, 'subagent-task'));
    const side = store.counted().filter(({ sidechain }) => sidechain === true);
    expect(side).toHaveLength(2);
    expect(side[0]).toMatchObject({
      sessionId: '4973372f-ded8-43ff-8fab-5ac5018f2fde',
      subagentType: 'general-purpose',
      cwd: '/home/dev/project',
      gitBranch: 'HEAD',
      entrypoint: 'sdk-cli',
      speed: 'standard',
      vendorCostUsd: null,
    });
  });

  it("give each session the last of its sums, with the vendor's price and the time of the line before it", async () => {
    const [cost] = (await scanConfigDir(join(FIXTURES, 'tui-session-life'))).costs();
    expect(cost?.models.map(({ model, costUsd }) => [model, costUsd])).toEqual([
      ['claude-haiku-5-5', 0.00029969999999999997],
      ['claude-opus-5-5', 0.020375999999999998],
    ]);
    expect(cost?.at).toBe('2026-11-21T01:18:47.104Z');
  });
});

const ANY = {
  id: '',
  account: { agent: 'claude', configDir: null, id: '' },
  sessionId: '',
  at: '',
  model: '',
  vendorCostUsd: null,
  cwd: null,
  gitBranch: null,
  subagentType: null,
  entrypoint: null,
  speed: null,
  archived: false,
} as const;
