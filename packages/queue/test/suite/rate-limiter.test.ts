import { join } from 'node:path';
import { createFakeClock, createTempHome } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createRateLimiter, openSqliteQueue } from '../../src/index.ts';
import { later, minutes } from './subject.ts';

describe('a rate limiter alone', () => {
  test('allows so many in any window, and says when the next one comes', async () => {
    const clock = createFakeClock();
    const limiter = createRateLimiter({ max: 2, windowMs: minutes(10), clock });
    onTestFinished(() => limiter.close());
    const begin = clock.now();
    expect(await limiter.take()).toEqual({ allowed: true });
    await clock.advance(minutes(9));
    expect(await limiter.remaining()).toBe(1);
    expect(await limiter.take()).toEqual({ allowed: true });
    expect(await limiter.take()).toEqual({ allowed: false, nextAt: later(begin, minutes(10)) });
    // At the edge of the first window only one place is free, not two.
    await clock.advance(minutes(1));
    expect(await limiter.take()).toEqual({ allowed: true });
    expect(await limiter.take()).toEqual({ allowed: false, nextAt: later(begin, minutes(19)) });
    await clock.advance(minutes(10));
    expect(await limiter.remaining()).toBe(2);
  });

  test('remembers in a file, by its name, for all who use it, and lets the starts of a queue there alone', async () => {
    const temp = await createTempHome();
    onTestFinished(() => temp.remove());
    const [clock, path] = [createFakeClock(), join(temp.home, 'queue.db')];
    const queue = openSqliteQueue(path, { clock });
    onTestFinished(() => queue.close());
    const open = (name: string) => {
      const limiter = createRateLimiter({ max: 1, path, name, clock });
      onTestFinished(() => limiter.close());
      return limiter;
    };
    const first = open('a');
    expect(await first.take()).toEqual({ allowed: true });
    first.close();
    expect(await open('a').take()).toMatchObject({ allowed: false });
    expect(await open('b').take()).toEqual({ allowed: true });
    expect((await queue.stats()).rate.used).toBe(0);
  });
});
