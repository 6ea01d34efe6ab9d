import { describe, expect, test } from 'vitest';
import { eventWords } from '../../src/queue-view/event-words.ts';
import { itemCard } from '../../src/queue-view/item-card.ts';
import { resumeCommand } from '../../src/queue-view/resume-command.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { anItem } from './items.ts';

const NOW = '2026-11-21T01:20:00.000Z';
const terminal = fakeTerminal({ columns: 120 });
const card = (item: ReturnType<typeof anItem>, more: object = {}): string =>
  itemCard(item, { terminal, now: NOW, attempts: [], events: [], ...more }).join('\n');

describe('the card of an item', () => {
  test('tells what is known and leaves out what does not apply', () => {
    expect(card(anItem())).toBe(` ○ #41 migrate the tests to vitest
   state       waiting
   on          auto
   where       ~/shop
   permission  safe: what its agent would ask you for is denied, and it then needs you
   priority    100
   on effects  resume
   id          01a2015a-ff14-762e-9b36-ab8a0f78a48d`);
  });

  test('shows a text of several lines whole', () => {
    const item = anItem({ payload: { prompt: 'split it\n\n  as said\n', cwd: '/x' } });
    expect(card(item)).toContain('\n\n   split it\n\n     as said');
  });

  test('tells what a person can do next', () => {
    const progress = { sessionId: 's-1', accountId: 'codex:default', effects: 'possible', profile: null } as const;
    const item = anItem({ state: 'needs-human', reason: 'Bash was denied', progress });
    const lines = card(item)
      .split('\n')
      .filter((line) => line.includes('ccx '));
    expect(lines).toEqual([
      '   ccx queue retry 41 --permission edit     brings it back',
      '   ccx run "go on" --resume s-1 --cwd /home/ada/shop     goes on in its session by hand',
    ]);
    const failing = anItem({ state: 'needs-human', reason: 'the check `npm test` ended with 1 after 3 rounds: no' });
    expect(card(failing), 'no permission mends a check').toContain('\n   ccx queue retry 41     brings it back');
    expect(card(anItem({ state: 'running', progress }))).toContain('ccx queue logs 41 -f');
  });

  test('shows tries with what they cost; what is unknown is -', () => {
    const attempts = [
      {
        number: 1,
        worker: 'w',
        startedAt: '2026-11-21T01:00:00.000Z',
        endedAt: '2026-11-21T01:02:00.000Z',
        outcome: 'retry',
        reason: 'exit 1',
        progress: null,
      },
      {
        number: 2,
        worker: 'w',
        startedAt: '2026-11-21T01:10:00.000Z',
        endedAt: null,
        outcome: 'running',
        reason: null,
        progress: null,
      },
    ];
    const lines = card(anItem(), { attempts }).split('\n');
    expect(lines.slice(-3)).toEqual([
      '   try  began  took  end            worker',
      '     1  01:00    2m  retry: exit 1  w',
      '     2  01:10   10m  running        w',
    ]);
  });

  test('shows only the last events, and says so', () => {
    const events = Array.from({ length: 20 }, (_, at) => ({ at: NOW, words: `event ${at}` }));
    const text = card(anItem(), { events });
    expect(text).toContain('   the last 12 events\n   01:20  event 8\n');
  });
});

test('the command that goes on is quoted as every shell reads it', () => {
  const progress = { sessionId: 's', accountId: 'x', effects: 'none', profile: "ada's" } as const;
  const payload = { cwd: '/home/ada/my shop', permission: 'full', worktree: { name: 'w' } };
  expect(resumeCommand({ seq: 41, progress, payload })).toBe(
    String.raw`ccx run "go on" --resume s --profile 'ada'\''s' --cwd '/home/ada/my shop' --worktree w --permission full`,
  );
  expect(resumeCommand({ seq: 41, progress: null, payload })).toBeNull();
});

test('an event is told in a line, whatever it carries', () => {
  const zone = { now: NOW, timeZone: 'UTC' };
  const words = (kind: 'wait' | 'claimed' | 'cancelled', detail: Record<string, unknown>): string =>
    eventWords({ kind, detail }, zone);
  expect(words('wait', { until: '2026-11-21T03:35:00.000Z', reason: 'the 5-hour\nwindow' })).toBe(
    'wait until 03:35: the 5-hour window',
  );
  expect(words('claimed', { worker: 'w', n: 1, deep: { x: 1 }, empty: '', until: null })).toBe(
    'claimed  worker w, n 1',
  );
  expect(words('wait', { until: 'soon' })).toBe('wait');
  expect(words('cancelled', { reason: 'cancelled' })).toBe('cancelled');
});
