import { accountId, type Account, type AgentKind } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { needOf, type RunWish } from '../src/run-need.ts';

const account = (agent: AgentKind, configDir: string | null = null): Account => ({
  agent,
  configDir,
  id: accountId(agent, configDir),
});
const [claude, work, codex, codexWork] = [
  account('claude'),
  account('claude', '/home/ada/.claude-work'),
  account('codex'),
  account('codex', '/home/ada/.codex-work'),
];
const wish: RunWish = {
  pinned: null,
  only: null,
  fallback: [],
  agent: 'claude',
  accounts: [claude, work, codex, codexWork],
  model: null,
  attended: true,
};

describe('what a run needs', () => {
  test('is any account of the one agent where nobody chose', () => {
    expect(needOf(wish)).toEqual({
      agents: ['claude'],
      only: [claude.id, work.id],
      pinned: true,
      named: [],
      groups: [[claude.id, work.id]],
      model: null,
      attended: true,
    });
  });

  test('is an account of another agent only behind --fallback, and after all of its own', () => {
    const need = needOf({ ...wish, fallback: [{ agent: 'codex' }] });
    expect(need).toMatchObject({ agents: ['claude', 'codex'], named: [] });
    expect(need.groups).toEqual([
      [claude.id, work.id],
      [codex.id, codexWork.id],
    ]);
  });

  test('is one account of another agent where the fallback names it, and no other of that agent', () => {
    const need = needOf({ ...wish, fallback: [{ account: codexWork }] });
    expect(need.only).toEqual([claude.id, work.id, codexWork.id]);
    expect(need.named).toEqual([codexWork.id]);
  });

  test('is what is pinned and nothing else, in the order of the pin', () => {
    const need = needOf({ ...wish, pinned: [codexWork, work] });
    expect(need).toMatchObject({
      agents: ['codex', 'claude'],
      only: [codexWork.id, work.id],
      pinned: true,
      named: [codexWork.id, work.id],
      groups: [[codexWork.id], [work.id]],
    });
  });

  test('is chosen among those of --only, which widen a pin without outranking it', () => {
    expect(needOf({ ...wish, only: [claude, work] }).groups).toEqual([[claude.id, work.id]]);
    expect(needOf({ ...wish, pinned: [work], only: [claude, work] }).groups).toEqual([[work.id], [claude.id]]);
  });

  test('names no account twice', () => {
    const need = needOf({
      ...wish,
      pinned: [work],
      fallback: [{ account: work }, { agent: 'claude' }, { agent: 'codex' }],
    });
    expect(need.groups).toEqual([[work.id], [claude.id], [codex.id, codexWork.id]]);
  });
});
