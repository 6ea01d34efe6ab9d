import { until } from '@ccx/testkit';
import { expect, test } from 'vitest';
import { startLiveLine } from '../src/run-view/live-line.ts';
import { fakeTerminal } from './fake-terminal.ts';

test('what the terminal echoes of a Ctrl-C cannot wrap the line: the cursor stands at its beginning', async () => {
  const { stderr } = fakeTerminal({ columns: 20 });
  const writes: string[] = [];
  const write = (text: string): boolean => writes.push(text) > 0;
  const live = startLiveLine({ ...stderr, write }, '…', () => 'first\na line that is wider than the terminal');
  await until(() => writes.some((text) => text.includes('first')));
  live.stop();
  expect(writes.find((text) => text.includes('first'))).toMatch(/first\na line that is wid…\r$/);
});
