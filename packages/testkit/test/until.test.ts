import { expect, test } from 'vitest';
import { until } from '../src/index.ts';

test('until gives the first value that holds', async () => {
  let looks = 0;
  expect(await until(() => (++looks > 2 ? `look ${looks}` : null), { pollMs: 1 })).toBe('look 3');
});

test('until takes a condition that throws for one that does not hold yet', async () => {
  let looks = 0;
  const value = await until(
    () => {
      looks += 1;
      if (looks < 3) throw new Error('not there');
      return looks;
    },
    { pollMs: 1 },
  );
  expect(value).toBe(3);
});

test('until says what it waited for, and why it failed last', async () => {
  const never = (): null => {
    throw new Error('no such file');
  };
  const waiting = until(never, { deadlineMs: 10, pollMs: 1, what: 'the pid file' });
  await expect(waiting).rejects.toThrow('the pid file did not hold within 10 ms');
  await expect(waiting).rejects.toMatchObject({ cause: { message: 'no such file' } });
});
