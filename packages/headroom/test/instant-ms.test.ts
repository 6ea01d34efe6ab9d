import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantMs } from '../src/instant-ms.ts';
import { cases } from './long-form.ts';

test('an instant is read as Date.parse reads it', () => {
  const instants = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });
  fc.assert(
    fc.property(instants, (date) => {
      expect(instantMs(date.toISOString())).toBe(date.getTime());
    }),
    { numRuns: cases(300) },
  );
});

test.for(['2026-11-21T12:00:00Z', '2026-11-21T12:00:00.0+01:00', '2026-11-21T12:00:00+00:00', 'never', ''])(
  'what is no instant is left to Date.parse: %s',
  (text) => {
    expect(instantMs(text)).toBe(Date.parse(text));
  },
);
