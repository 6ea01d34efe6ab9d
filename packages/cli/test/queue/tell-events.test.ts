import type { WorkEvent } from '@ccx/queue';
import { expect, test } from 'vitest';
import { accountWords } from '../../src/queue-view/account-words.ts';
import { createEventTeller } from '../../src/queue-view/tell-events.ts';

const AT = '2026-11-21T01:20:00.000Z';

/** What is told of these events, `null` for what is not. */
function told(...events: readonly Pick<WorkEvent, 'item' | 'kind' | 'detail'>[]): readonly (string | null)[] {
  const names: Readonly<Record<string, string>> = { 'claude:/home/ada/.claude-work': 'work' };
  const tell = createEventTeller({ nameOf: (id) => names[id] ?? accountWords(id, '/home/ada'), timeZone: 'UTC' });
  return events.map((event, at) => tell({ id: at + 1, at: AT, ...event }));
}
const progress = (item: string, detail: object): Pick<WorkEvent, 'item' | 'kind' | 'detail'> => ({
  item,
  kind: 'progress',
  detail: { accountId: 'claude:/home/ada/.claude-work', sessionId: null, effects: 'none', ...detail },
});
const claimed = { item: 'a', kind: 'claimed', detail: { worker: 'w' } } as const;

test('how far a run got is told once, with the account as its person calls it', () => {
  const sessionId = '7d54a799';
  expect(
    told(
      claimed,
      progress('a', {}),
      progress('a', {}),
      progress('a', { sessionId }),
      progress('b', {}),
      progress('a', { sessionId, effects: 'possible' }),
      progress('a', { sessionId, effects: 'possible' }),
      progress('a', { sessionId: 'other', accountId: 'codex:default', effects: 'possible' }),
    ),
  ).toEqual([
    'claimed  worker w',
    'progress  on work',
    null,
    'progress  session 7d54a799',
    'progress  on work',
    'progress  a tool may have changed something',
    null,
    'progress  on codex, session other',
  ]);
});

test('a new claim tells it anew', () => {
  expect(told(progress('a', {}), claimed, progress('a', {})).at(-1)).toBe('progress  on work');
});

test.each([
  ['claude:default', 'claude'],
  ['codex:/home/ada/.codex-2', 'codex (~/.codex-2)'],
  ['strange', 'strange'],
])('an account without a profile is called by its agent and its folder: %s', (id, words) => {
  expect(accountWords(id, '/home/ada')).toBe(words);
});
