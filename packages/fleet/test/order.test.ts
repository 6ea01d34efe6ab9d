import type { FleetMember } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FLEET_SORTS, orderFleet } from '../src/order.ts';
import { makeMember } from './make-member.ts';

const at = (minute: number): string => `2026-11-21T01:${String(minute).padStart(2, '0')}:00.000Z`;
const state = (is: FleetMember['state']['is'], since: number | null): FleetMember['state'] => ({
  is,
  why: '',
  source: 'vendor',
  since: since === null ? null : at(since),
  until: null,
});

const member: fc.Arbitrary<FleetMember> = fc
  .record({
    pid: fc.integer({ min: 2, max: 30 }),
    is: fc.constantFrom('waiting', 'busy', 'idle', 'limited', 'dead' as const),
    since: fc.option(fc.integer({ min: 0, max: 3 })),
    updated: fc.option(fc.integer({ min: 0, max: 3 })),
    status: fc.constantFrom(null, 'idle', 'waiting', 'busy', 'shell'),
    name: fc.constantFrom(null, 'a', 'b'),
    contextPercent: fc.constantFrom(null, 0, 50),
  })
  .map(({ pid, is, since, updated, status, name, contextPercent }) =>
    makeMember({
      pid,
      state: state(is, since),
      updatedAt: updated === null ? null : at(updated),
      status,
      name,
      contextPercent,
    }),
  );

describe('the order of a fleet', () => {
  test('begins with who waits for the person, the longest wait first', () => {
    const fleet = [
      makeMember({ pid: 2, state: state('idle', 1) }),
      makeMember({ pid: 3, state: state('dead', 1) }),
      makeMember({ pid: 4, state: state('waiting', 9) }),
      makeMember({ pid: 5, state: state('busy', 1) }),
      makeMember({ pid: 6, state: state('waiting', 2) }),
    ];
    expect(orderFleet(fleet).map(({ process }) => process.pid)).toEqual([6, 4, 5, 2, 3]);
  });

  test('by status is that of the lister before: idle, waiting, busy, all others, and the newest first', () => {
    const fleet = [
      makeMember({ pid: 2, status: 'shell', updatedAt: at(9) }),
      makeMember({ pid: 3, status: 'busy', updatedAt: at(8) }),
      makeMember({ pid: 4, status: 'waiting', updatedAt: null }),
      makeMember({ pid: 5, status: 'waiting', updatedAt: at(1) }),
      makeMember({ pid: 6, status: 'idle', updatedAt: at(1) }),
      makeMember({ pid: 7, status: 'idle', updatedAt: at(2) }),
      makeMember({ pid: 8, status: null, updatedAt: at(1) }),
    ];
    expect(orderFleet(fleet, 'status').map(({ process }) => process.pid)).toEqual([7, 6, 5, 4, 3, 2, 8]);
  });

  test.for(FLEET_SORTS)('by %s is the same in whatever order its members were found', (sort) => {
    const fleet = fc.uniqueArray(member, { selector: ({ process }) => process.pid, maxLength: 8 });
    fc.assert(
      fc.property(fleet, fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (members, keys) => {
        const shuffled = members.toSorted((a, b) => (keys[a.process.pid % 8] ?? 0) - (keys[b.process.pid % 8] ?? 0));
        expect(orderFleet(shuffled, sort)).toEqual(orderFleet(members, sort));
      }),
    );
  });
});
