import { expect, test } from 'vitest';
import { planRows } from '../../src/queue-view/plan-rows.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { anItem } from './items.ts';

const NOW = '2026-11-22T02:00:00.000Z';

test('what an item waits for has its times as clocks show them', () => {
  const at = '2026-11-23T06:00:00.000Z';
  const waits = { item: anItem(), at, until: null, account: 'work', waitsFor: `not before ${at}`, guessed: false };
  const rows = planRows({ entries: [waits], endsAt: null }, NOW, fakeTerminal({ columns: 120 })).join('\n');
  expect(rows).toMatch(/ Mon 06:00 +#41 .* not before Mon 06:00$/m);
});
