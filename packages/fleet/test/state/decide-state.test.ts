import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVIDENCE_SOURCES, type StateEvidence } from '../../src/source.ts';
import { decideState } from '../../src/state/decide-state.ts';

const AT = '2026-11-21T01:00:00.000Z';

function says(
  source: StateEvidence['source'],
  is: StateEvidence['is'],
  more: Partial<StateEvidence> = {},
): StateEvidence {
  return { source, is, why: `${source} says ${is}`, since: AT, observedAt: AT, ...more };
}

const evidence: fc.Arbitrary<StateEvidence> = fc.record({
  source: fc.constantFrom(...EVIDENCE_SOURCES),
  is: fc.constantFrom('busy', 'waiting', 'idle', 'background', 'shell', 'limited', 'stale'),
  why: fc.string(),
  since: fc.constantFrom(null, AT, '2026-11-21T02:00:00.000Z'),
  observedAt: fc.constantFrom(null, AT, '2026-11-21T02:00:00.000Z'),
});

describe('evidence that disagrees', () => {
  test.for(EVIDENCE_SOURCES.slice(1).map((weaker, at) => [EVIDENCE_SOURCES[at] ?? weaker, weaker] as const))(
    'is decided by %s against %s',
    ([stronger, weaker]) => {
      const state = decideState([says(weaker, 'idle'), says(stronger, 'waiting')]);
      expect(state).toMatchObject({ is: 'waiting', source: stronger, others: [{ is: 'idle', source: weaker }] });
    },
  );

  test('is limited where the vendor says idle since', () => {
    const until = '2026-11-21T03:33:00.000Z';
    expect(decideState([says('vendor', 'idle'), says('transcript', 'limited', { until })])).toMatchObject({
      is: 'limited',
      source: 'transcript',
      until,
    });
  });

  test('is what the vendor says where the person is asked in spite of a limit', () => {
    expect(decideState([says('vendor', 'waiting'), says('transcript', 'limited')]).is).toBe('waiting');
  });

  test('is what the vendor says where the limit was before it', () => {
    const later = { since: '2026-11-21T01:10:00.000Z', observedAt: '2026-11-21T01:10:00.000Z' };
    expect(decideState([says('vendor', 'idle', later), says('transcript', 'limited')]).is).toBe('idle');
  });

  test('says that nothing is known where there is none', () => {
    expect(decideState([])).toMatchObject({ is: 'stale', source: 'process', since: null });
  });

  test('is decided alike in whatever order it was found', () => {
    fc.assert(
      fc.property(fc.array(evidence, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()), (all, order) => {
        const shuffled = all.map((one) => [order.next().value ?? 0, one] as const).toSorted(([a], [b]) => a - b);
        const [state, other] = [decideState(all), decideState(shuffled.map(([, one]) => one))];
        expect([other.is, other.source]).toEqual([state.is, state.source]);
      }),
    );
  });

  test('keeps all that did not decide', () => {
    fc.assert(
      fc.property(fc.array(evidence, { minLength: 1, maxLength: 6 }), (all) => {
        expect(decideState(all).others).toHaveLength(all.length - 1);
      }),
    );
  });
});
