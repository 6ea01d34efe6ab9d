import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROMPT_STEPS, promptStep } from '../src/index.ts';

const usage = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

test.for([
  [0, 0],
  [100_000, 0],
  [100_001, 100_000],
  [200_000, 100_000],
  [272_001, 272_000],
  [9_000_000, 272_000],
] as const)('a prompt of %i tokens is longer than %i', ([cacheRead, step]) => {
  expect(promptStep({ ...usage, cacheRead })).toBe(step);
});

test('whether a prompt is longer than a step can be told from its own', () => {
  const tokens = fc.integer({ min: 0, max: 150_000 });
  fc.assert(
    fc.property(tokens, tokens, tokens, tokens, tokens, (input, cacheRead, cacheWrite5m, cacheWrite1h, output) => {
      const own = promptStep({ input, output, cacheRead, cacheWrite5m, cacheWrite1h });
      const prompt = input + cacheRead + cacheWrite5m + cacheWrite1h;
      for (const step of PROMPT_STEPS.slice(1)) expect(own >= step).toBe(prompt > step);
    }),
  );
});
