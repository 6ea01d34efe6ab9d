import { describe, expect, test } from 'vitest';
import { ENTRY_FIELDS } from '../../src/batch/entry-fields.ts';
import { parseCommand } from '../../src/handlers/command.ts';
import { parsePrompt } from '../../src/handlers/prompt-payload.ts';
import { workDraft, type DraftPlace } from '../../src/batch/work-draft.ts';

const PLACE: DraftPlace = {
  now: '2026-11-21T22:00:00.000Z',
  timeZone: 'Europe/Berlin',
  cwd: '/home/ada/shop/web',
  repository: '/home/ada/shop',
  lane: 'auto',
  after: [],
  timeoutMs: 7_200_000,
  random: () => 0.5,
};

describe('what an entry becomes', () => {
  test('is a prompt that runs one at a time in its repository, without any permission', () => {
    expect(workDraft({ prompt: 'mend the login' }, PLACE)).toEqual({
      type: 'prompt',
      payload: { prompt: 'mend the login', cwd: '/home/ada/shop/web', permission: 'safe', timeoutMs: 7_200_000 },
      priority: 100,
      onEffects: 'resume',
      lane: 'auto',
      limitKey: '/home/ada/shop',
    });
  });

  test('has the folder as its key outside of a repository, its own or none where the person says so', () => {
    expect(workDraft({ prompt: 'x' }, { ...PLACE, repository: null }).limitKey).toBe('/home/ada/shop/web');
    expect(workDraft({ prompt: 'x', key: 'db' }, PLACE).limitKey).toBe('db');
    expect(workDraft({ prompt: 'x', key: '' }, PLACE)).not.toHaveProperty('limitKey');
  });

  test('works in a fresh worktree that is named after it, beside all others', () => {
    const draft = workDraft({ prompt: 'Split the parser: één file per idea, and more words', worktree: true }, PLACE);
    expect(draft).toMatchObject({
      payload: { worktree: { name: 'split-the-parser-e-e-n-file-per-8000', fresh: true } },
      limitKey: '/home/ada/shop/.ccx/worktrees/split-the-parser-e-e-n-file-per-8000',
    });
    const other = workDraft({ prompt: 'x', worktree: true }, { ...PLACE, random: () => 0.25 });
    expect(other).toMatchObject({ payload: { worktree: { name: 'x-4000' } } });
    expect(workDraft({ prompt: '修正', worktree: true }, PLACE)).toMatchObject({
      payload: { worktree: { name: 'work-8000' } },
    });
    const named = workDraft({ prompt: 'x', worktree: 'w', base: 'main' }, PLACE);
    expect(named.payload).toHaveProperty('worktree', { name: 'w', base: 'main' });
  });

  test('carries all that was said of the run', () => {
    const entry = {
      prompt: 'x',
      title: 't',
      model: 'm',
      effort: 'high',
      permission: 'edit',
      allow: ['Bash(npm test)'],
      allowDenied: true,
      budget: 2,
      maxTurns: 9,
      timeout: 60_000,
      idleTimeout: 1000,
      verify: 'npm test',
      ifWindowClosed: true,
      carrySession: true,
      rerunAfterReads: true,
      env: { A: '1' },
      agentArgs: ['--x'],
    } as const;
    expect(workDraft(entry, PLACE).payload).toEqual({
      prompt: 'x',
      cwd: PLACE.cwd,
      title: 't',
      model: 'm',
      effort: 'high',
      permission: 'edit',
      allowedTools: ['Bash(npm test)'],
      allowDenied: true,
      maxBudgetUsd: 2,
      maxTurns: 9,
      timeoutMs: 60_000,
      idleTimeoutMs: 1000,
      verify: { command: 'npm test', rounds: 3 },
      ifWindowClosed: true,
      carrySession: true,
      rerunAfterReads: true,
      env: { A: '1' },
      extraArgs: ['--x'],
    });
  });

  test('is a command without an agent', () => {
    expect(workDraft({ command: 'npm run build', timeout: 1000, env: { A: '1' } }, PLACE)).toMatchObject({
      type: 'command',
      payload: { command: 'npm run build', cwd: PLACE.cwd, timeoutMs: 1000, env: { A: '1' } },
    });
  });

  test('comes when it is to come', () => {
    expect(workDraft({ prompt: 'x', at: '03:30' }, PLACE)).toMatchObject({ runAt: '2026-11-22T02:30:00.000Z' });
    expect(workDraft({ prompt: 'x', at: '03:30', timezone: 'UTC' }, PLACE)).toMatchObject({
      runAt: '2026-11-22T03:30:00.000Z',
    });
    const cron = { prompt: 'x', cron: '0 6 * * 1-5', missed: 'skip', jitter: 60_000 } as const;
    expect(workDraft(cron, PLACE).cron).toEqual({
      expression: '0 6 * * 1-5',
      timeZone: 'Europe/Berlin',
      missed: 'skip',
      jitterMs: 60_000,
    });
    const rest = { prompt: 'x', dedup: 'd', maxAttempts: 5, onEffects: 'ask', priority: 0 } as const;
    expect(workDraft(rest, { ...PLACE, after: ['id'], lane: 'claude/work' })).toMatchObject({
      dedupKey: 'd',
      maxAttempts: 5,
      onEffects: 'ask',
      priority: 0,
      after: ['id'],
      lane: 'claude/work',
    });
  });

  test('is understood by the handler that is to do it, whatever is said', () => {
    const all = {
      prompt: 'x',
      name: 'n',
      title: 't',
      worktree: 'w',
      base: 'main',
      model: 'm',
      effort: 'high',
      permission: 'full',
      allow: ['Bash'],
      allowDenied: true,
      budget: 2,
      maxTurns: 9,
      timeout: 1,
      idleTimeout: 1,
      verify: 'npm test',
      verifyRounds: 2,
      ifWindowClosed: true,
      carrySession: true,
      rerunAfterReads: true,
      env: { A: '1' },
      agentArgs: ['--x'],
    } as const;
    const { payload } = workDraft(all, PLACE);
    expect(parsePrompt(payload)).toEqual(payload);
    // What says nothing of the run itself stands in the draft.
    const ofDraft = [
      'command',
      'cwd',
      'priority',
      'key',
      'dedup',
      'agent',
      'profile',
      'after',
      'at',
      'cron',
      'timezone',
    ];
    const more = ['missed', 'jitter', 'maxAttempts', 'onEffects', 'hold'];
    expect([...Object.keys(all), ...ofDraft, ...more].toSorted()).toEqual(Object.keys(ENTRY_FIELDS).toSorted());
    const command = workDraft({ command: 'x', name: 'n', timeout: 1, env: { A: '1' } }, PLACE);
    expect(parseCommand(command.payload)).toEqual(command.payload);
  });
});
