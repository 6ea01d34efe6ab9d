import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountId } from '../src/account.ts';
import { AGENT_KINDS, AGENTS, hasApiKey, isAgentKind, isKnownGood } from '../src/agent.ts';
import type { RunAttempt } from '../src/run.ts';
import { allTries } from '../src/run-tries.ts';
import { instantFromMs } from '../src/time.ts';
import { totalTokens } from '../src/usage.ts';

describe('instants', () => {
  test('have one width, so that the order of the texts is the order of the times', () => {
    const times = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) });
    fc.assert(
      fc.property(times, times, (a, b) => {
        const [first, second] = [instantFromMs(a) ?? '', instantFromMs(b) ?? ''];
        expect(first).toHaveLength(24);
        expect(Math.sign(a - b)).toBe(first < second ? -1 : first > second ? 1 : 0);
      }),
    );
  });

  test.each([Number.NaN, Infinity, -1, 8.64e15, 253_402_300_800_000])('there is none for %s', (ms) => {
    expect(instantFromMs(ms)).toBeNull();
  });
});

describe('accounts', () => {
  test('are told apart by agent and config dir', () => {
    const dirs = [null, '/home/ada/.claude', '/home/ada/.codex'];
    const ids = AGENT_KINDS.flatMap((agent) => dirs.map((dir) => accountId(agent, dir)));
    expect(new Set(ids).size).toBe(9);
    expect(ids[0]).toBe('claude:default');
  });
});

describe('agents', () => {
  test.each(AGENT_KINDS)('the row of %s is its own and complete', (kind) => {
    const facts = AGENTS[kind];
    expect(facts.kind).toBe(kind);
    expect(facts.binaries.length).toBeGreaterThan(0);
    expect(facts.apiKeyVariables.length).toBeGreaterThan(0);
    expect(facts.apiKeyVariables.filter((name) => facts.authVariables.includes(name))).toEqual([]);
  });

  test('a variable of one agent selects nothing for another', () => {
    const names = AGENT_KINDS.flatMap((kind) => [...AGENTS[kind].apiKeyVariables, AGENTS[kind].configVariable]);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(['claude', 'codex', 'gemini'])('%s is one', (name) => expect(isAgentKind(name)).toBe(true));
  test.each(['', 'Claude', 'toString', '__proto__', null, 1])('%j is none', (name) =>
    expect(isAgentKind(name)).toBe(false),
  );

  test('a key counts when it has a value', () => {
    expect(hasApiKey('claude', { ANTHROPIC_AUTH_TOKEN: 'token' })).toBe(true);
    expect(hasApiKey('claude', { ANTHROPIC_API_KEY: '', ANTHROPIC_AUTH_TOKEN: undefined, OPENAI_API_KEY: 'key' })).toBe(
      false,
    );
  });
});

describe('the versions on which ccx was proved', () => {
  test.each(AGENT_KINDS)('of %s are a range with the recorded one in it', (kind) => {
    const { knownGood, testedVersion } = AGENTS[kind];
    const versions = [knownGood.oldest, testedVersion, knownGood.newest];
    expect(versions.map((version) => isKnownGood(kind, version))).toEqual([true, true, true]);
  });

  test.each([
    ['2.1.9', false],
    ['2.0.999', false],
    ['2.1.999', false],
    ['3.0.0', false],
    ['2.1', null],
    ['2.1.320-beta', null],
    ['', null],
  ])('the version "%s" of Claude Code is one of them: %s', (version, answer) => {
    expect(isKnownGood('claude', version)).toBe(answer);
  });
});

test('the total of a usage counts each of the five buckets once, and reasoning not again', () => {
  const usage = { input: 1, output: 20, cacheRead: 300, cacheWrite5m: 4000, cacheWrite1h: 50_000 };
  expect(totalTokens(usage)).toBe(54_321);
  expect(totalTokens({ ...usage, reasoning: 15, webSearches: 2 })).toBe(54_321);
});

test('the processes of a run come in the order in which they ran, tries on a busy vendor first', () => {
  const attempt = (runId: string, ...earlierTries: readonly RunAttempt[]): RunAttempt =>
    ({ logPath: runId, ...(earlierTries.length > 0 && { earlierTries }) }) as RunAttempt;
  const run = [attempt('a'), attempt('c', attempt('b')), attempt('d')];
  expect(allTries(run).map(({ logPath }) => logPath)).toEqual(['a', 'b', 'c', 'd']);
});
