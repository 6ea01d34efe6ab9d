import { describe, expect, test } from 'vitest';
import { checkEntry } from '../../src/batch/check-entry.ts';

const CONTEXT = { now: '2026-11-21T22:00:00.000Z', timeZone: 'UTC' };

function problems(record: object): readonly string[] {
  const checked = checkEntry({ ...record }, CONTEXT);
  return checked.is === 'wrong' ? checked.problems.map(({ message }) => message) : [];
}

describe('an entry', () => {
  test('is understood from a file and from a command line alike', () => {
    const typed = { prompt: 'x', priority: '5', budget: '$2.50', timeout: '1h30m', after: '#1, 2', maxTurns: '3' };
    const written = { prompt: 'x', priority: 5, budget: 2.5, timeout: 5400, after: ['#1', 2], maxTurns: 3 };
    expect(checkEntry(typed, CONTEXT)).toEqual(checkEntry(written, CONTEXT));
    expect(checkEntry(written, CONTEXT)).toEqual({
      is: 'entry',
      entry: { prompt: 'x', priority: 5, budget: 2.5, timeout: 5_400_000, after: ['#1', '2'], maxTurns: 3 },
    });
  });

  test('may name its worktree or leave that to ccx', () => {
    expect(problems({ prompt: 'x', worktree: true })).toEqual([]);
    expect(problems({ prompt: 'x', worktree: 'parser', base: 'main' })).toEqual([]);
    expect(problems({ prompt: 'x', worktree: '../up' })).toEqual([
      'worktree is "../up"; true, or a name of letters, digits, ".", "_" and "-" was expected',
    ]);
  });

  test.for<[object, string]>([
    [{}, 'there is neither a prompt nor a command'],
    [{ prompt: '  ' }, 'prompt is "  "; a text was expected'],
    [{ prompt: 'x', command: 'y' }, 'there are both a prompt and a command; one item does one of them'],
    [{ command: 'x', permission: 'edit' }, 'permission is for an agent, and a command needs none'],
    [{ prompt: 'x', base: 'main' }, 'base says nothing without worktree'],
    [{ prompt: 'x', worktree: false, base: 'main' }, 'base says nothing without worktree'],
    [{ prompt: 'x', missed: 'skip' }, 'missed says nothing without cron'],
    [{ prompt: 'x', verifyRounds: 2 }, 'verifyRounds says nothing without verify'],
    [{ prompt: 'x', timezone: 'UTC' }, 'timezone says nothing without cron or at'],
    [{ prompt: 'x', cron: '0 6 * * 1-5', at: '+2h' }, 'at and cron exclude each other'],
    [
      { prompt: 'x', at: 'soon' },
      'at is "soon"; a time such as 03:30, "tomorrow 8:00", +2h or an instant was expected',
    ],
    [{ prompt: 'x', at: '2026-11-21T21:00:00Z' }, 'at is "2026-11-21T21:00:00Z", which is over'],
    [
      { prompt: 'x', cron: '61 * * * *' },
      'cron is "61 * * * *"; a cron expression such as \'0 6 * * 1-5\' was expected',
    ],
    [
      { prompt: 'x', cron: '0 0 30 2 *' },
      'cron is "0 0 30 2 *"; a cron expression such as \'0 6 * * 1-5\' was expected',
    ],
    [
      { prompt: 'x', timezone: 'Mars/Base', at: '+1h' },
      'timezone is "Mars/Base"; a time zone such as Europe/Berlin was expected',
    ],
    [{ prompt: 'x', agent: 'codex', profile: 'claude/work' }, 'profile is "claude/work", which is none of codex'],
    [{ prompt: 'x', agent: 'copilot' }, 'agent is "copilot"; one of claude, codex, gemini was expected'],
    [{ prompt: 'x', budget: 0 }, 'budget is 0; an amount of US dollars above 0 was expected'],
    [{ prompt: 'x', timeout: '0s' }, 'timeout is "0s"; a duration such as 90s, 10m or 1h30m was expected'],
    [{ prompt: 'x', allow: [] }, 'allow is []; a text, or a list of texts was expected'],
    [{ prompt: 'x', env: { 'A-B': '1' } }, 'env is {"A-B":"1"}; names and texts, such as { DEBUG: "1" } was expected'],
    [{ prompt: 'x', 'on-effect': 'ask' }, '"on-effect" is no option; did you mean "onEffects"?'],
    [{ prompt: 'x', colour: 'red' }, '"colour" is no option'],
    [{ prompt: 'x', constructor: 1 }, '"constructor" is no option'],
  ])('%j is refused', ([record, message]) => {
    expect(problems(record)).toEqual([message]);
  });

  test('tells everything that is wrong at once, and cuts what is long', () => {
    expect(problems({ prompt: 'x', priority: -1, maxTurns: 0, missed: 'x'.repeat(200) })).toEqual([
      'priority is -1; a whole number of at least 0 was expected',
      'maxTurns is 0; a whole number of at least 1 was expected',
      `missed is "${'x'.repeat(59)}…; one of run, skip was expected`,
    ]);
  });

  test('takes an empty key for none, and what is null for not given', () => {
    expect(checkEntry({ prompt: 'x', key: '', model: null, dedup: undefined }, CONTEXT)).toEqual({
      is: 'entry',
      entry: { prompt: 'x', key: '' },
    });
  });
});
