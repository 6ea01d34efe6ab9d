import { until } from '@ccx/testkit';
import type { UpdateProgress } from '@ccx/usage';
import { expect, test } from 'vitest';
import { watchUsage } from '../src/commands/usage-watch.ts';
import { fakeTerminal } from './fake-terminal.ts';

test('shows on stderr how far the first scan is, and takes that away before the first report', async () => {
  const terminal = fakeTerminal();
  const stop = new AbortController();
  const update = async (onProgress: (progress: UpdateProgress) => void): Promise<UpdateProgress> => {
    const progress = { files: 12, records: 3400 };
    onProgress(progress);
    await until(() => terminal.err().includes('12 files, 3.4k calls'));
    return progress;
  };
  const watching = watchUsage({
    view: { json: () => ({ kind: 'daily' }), lines: () => [] },
    book: { accounts: [], update },
    home: '/home/ada',
    terminal,
    signal: stop.signal,
  });
  await until(() => terminal.out() !== '');
  expect(terminal.out()).toBe('{"kind":"daily"}\n');
  expect(terminal.seen()).toMatch(/\r\u001b\[2K\{"kind":"daily"\}\n$/);
  stop.abort();
  await watching;
});
