import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTold } from '../../src/compose/statusline.ts';
import { factsOf } from '../../src/statusline/facts.ts';
import { defaultFormat, renderLine } from '../../src/statusline/line.ts';

const account = { agent: 'claude', configDir: null, id: 'claude:default' } as const;
const now = '2026-11-21T12:00:00.000Z';

/** Anything, and what looks like a session's JSON with anything in its places. */
const field = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.double(), fc.integer(), fc.string({ unit: 'binary' }));
const window = fc.record({ used_percentage: field, resets_at: field }, { requiredKeys: [] });
const anything = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
  fc
    .record(
      {
        session_id: field,
        model: fc.oneof(field, fc.record({ id: field, display_name: field }, { requiredKeys: [] })),
        cost: fc.oneof(field, fc.record({ total_cost_usd: field })),
        context_window: fc.oneof(field, fc.record({ used_percentage: field })),
        rate_limits: fc.oneof(field, fc.record({ five_hour: window, seven_day: window }, { requiredKeys: [] })),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
);

test('any input gives one line that only colours', () => {
  fc.assert(
    fc.property(anything, fc.boolean(), (text, color) => {
      const facts = factsOf(readTold(text, { account, now }), 'claude');
      const line = renderLine({ facts, format: defaultFormat('·'), color, now });
      expect(line.replaceAll(/\u001b\[\d+m/g, '')).toMatch(/^[^\p{Cc}]*claude$/u);
      expect(line).not.toMatch(/NaN|Infinity|undefined|null|Invalid/);
    }),
    { numRuns: 1000 },
  );
});
