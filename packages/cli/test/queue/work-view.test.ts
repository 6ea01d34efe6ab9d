import type { WorkOutcome } from '@ccx/contracts';
import { expect, test } from 'vitest';
import { createWorkView } from '../../src/queue-view/work-view.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { anItem } from './items.ts';

const NOW = '2026-11-21T02:00:00.000Z';

/** What stands on the screen when work on an item has ended like this. */
function said(outcome: WorkOutcome): string {
  const terminal = fakeTerminal({ tty: false });
  const view = createWorkView({ terminal, item: async () => null, nowMs: () => Date.parse(NOW) });
  view.ended({ item: anItem(), outcome, settled: 'settled', result: null, costUsd: 0.03, durationMs: 9_000 });
  view.stop();
  return terminal.out();
}

test('what waits says until when, and what may go on at once that it was put back', () => {
  const wait = (until: string | null): string => said({ is: 'wait', reason: 'it was interrupted', until });
  expect(wait('2026-11-21T03:30:00.000Z')).toContain('waits until 03:30: it was interrupted');
  expect(wait(NOW)).toContain('put back: it was interrupted');
  expect(wait(null)).toContain('waits: it was interrupted');
});

test('where work waits that nothing can be begun of, it does not say that there is nothing to do', () => {
  const terminal = fakeTerminal({ tty: false });
  const view = createWorkView({ terminal, item: async () => null });
  view.idle(null, 'no account has room');
  view.stop();
  expect(terminal.err()).toBe(' nothing can begin: no account has room\n');
});

test('a title is cut on a terminal, so that what became of it stands beside it; for a pipe it stays whole', () => {
  const prompt = 'split the parser into a lexer and a grammar, and test both';
  const line = (tty: boolean): string => {
    const terminal = fakeTerminal({ tty });
    const view = createWorkView({ terminal, item: async () => null, nowMs: () => Date.parse(NOW) });
    const end = { outcome: { is: 'done', result: null }, settled: 'settled', result: null } as const;
    view.ended({ item: anItem({ payload: { prompt } }), ...end, costUsd: 0.03, durationMs: 9_000 });
    view.stop();
    return terminal.out();
  };
  expect(line(true)).toMatch(/^ ✓ #41 {2}split the parser into a lexer and .{0,6}… {2}9\.0s {2}\$0\.03\n$/);
  expect(line(false)).toBe(` ✓ #41  ${prompt}  9.0s  $0.03\n`);
});
