import { accountId, type AgentKind, type Profile } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { laneNeed, parseLane } from '../src/lane-need.ts';

function profile(agent: AgentKind, name: string): Profile {
  const configDir = `/home/ada/.${agent}-${name}`;
  return {
    agent,
    configDir,
    id: accountId(agent, configDir),
    name,
    label: null,
    color: null,
    createdAt: null,
    lastUsedAt: null,
    limits: {
      priority: 0,
      suggestEnabled: true,
      rateLimitCooldownMs: 0,
      weeklyAnchor: 'rolling',
      reservePercent: 0,
      allowExtraUsage: false,
    },
  };
}

const work = profile('claude', 'work');
const own = profile('claude', 'own');
const codex = profile('codex', 'codex');
const about = { profiles: [codex, work, own], model: null, accountId: null };

describe('a lane', () => {
  test.each([
    ['auto', [codex, work, own], ['claude', 'codex'], []],
    ['claude', [work, own], ['claude'], []],
    ['claude/own', [own], ['claude'], [own]],
    ['codex', [codex], ['codex'], []],
  ] as const)('%s means its accounts and no others', (lane, accounts, agents, named) => {
    expect(laneNeed(lane, { ...about, model: 'opus' })).toEqual({
      agents,
      only: accounts.map(({ id }) => id),
      named: named.map(({ id }) => id),
      pinned: true,
      model: 'opus',
      attended: false,
    });
  });

  test('keeps to the account of a session that is gone on with', () => {
    expect(laneNeed('auto', { ...about, accountId: own.id })).toMatchObject({ agents: ['claude'], only: [own.id] });
  });

  test('that nobody can serve is an error that says so', () => {
    expect(() => laneNeed('claude/wrok', about)).toThrow('No account of the lane "claude/wrok" is there.');
    expect(() => laneNeed('gemini', about)).toThrow('No account of the lane "gemini"');
    expect(() => laneNeed('auto', { ...about, accountId: 'gone' })).toThrow('is not there any more');
  });

  test.each(['', 'gpt', 'claud/work', '/work'])('is none if it reads %j', (text) => {
    expect(() => parseLane(text)).toThrow('is no lane');
  });
});
