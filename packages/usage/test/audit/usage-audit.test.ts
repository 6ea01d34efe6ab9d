import type { SessionCost, UsageRecord } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { createPricingTable, usageAudit, type UsageAudit } from '../../src/index.ts';
import { makeCall, sessionCost, SPARE, usage } from '../make-call.ts';
import { memoryReader } from '../memory-reader.ts';

const pricing = createPricingTable();
const CALL = usage({ input: 12, output: 42, cacheRead: 9000, cacheWrite5m: 1500 });

function audit(records: readonly UsageRecord[], costs: readonly SessionCost[] = []): UsageAudit {
  return usageAudit(memoryReader({ records, costs, skipped: { malformed: 3, synthetic: 1 } }), { pricing });
}

describe('an audit', () => {
  test('of a store in which all is well finds nothing to look at', () => {
    const found = audit(
      [makeCall({ id: 'a', sessionId: 's', usage: CALL })],
      // As Claude Code 2.1.329 wrote it for this call.
      [sessionCost('s', [{ model: 'claude-opus-5-5', usage: CALL, costUsd: 0.010188 }])],
    );
    expect(found).toMatchObject({ schemaVersion: 1, calls: 1, unpriced: [], findings: [] });
    expect(found.overhead).toMatchObject({ comparedSessions: 1, sessions: [] });
    expect(found.drift).toMatchObject([{ basis: 'session', calls: 1, drift: expect.closeTo(0, 9), exceeds: false }]);
  });

  test('says what was skipped, what is archived and what has no price', () => {
    const found = audit([
      makeCall({ id: 'a', archived: true }),
      makeCall({ id: 'b', model: 'gpt-x' }),
      makeCall({ id: 'c', model: 'gpt-x' }),
    ]);
    expect(found).toMatchObject({
      calls: 3,
      archivedCalls: 1,
      skipped: { malformed: 3, synthetic: 1 },
      unpriced: [{ model: 'gpt-x', calls: 2, tokens: 200 }],
      pricesCheckedAt: pricing.lastUpdated(),
    });
    expect(found.findings).toEqual([
      {
        level: 'warn',
        what: 'the price of gpt-x',
        why: '2 calls have no price in the table and are missing from costs that it calculates.',
        mend: 'Add it to pricing.toml if you know it.',
        fixable: false,
      },
    ]);
  });

  test('says how many lines told of a call that is counted already', () => {
    const call = makeCall({ id: 'a' });
    expect(audit([call, { ...call }, { ...call }]).skipped).toEqual({ malformed: 3, synthetic: 1, duplicate: 2 });
  });

  test('is that of the accounts which were asked for', () => {
    const records = [makeCall({ id: 'a' }), makeCall({ id: 'b', account: SPARE })];
    const costs = [sessionCost('session-1', [{ model: 'claude-opus-5-5', usage: usage({ input: 900 }), costUsd: 1 }])];
    const found = usageAudit(memoryReader({ records, costs }), { pricing, accountIds: [SPARE.id] });
    expect(found.calls).toBe(1);
    expect(found.overhead.comparedSessions).toBe(0);
  });

  test('goes to JSON and back without a loss', () => {
    const found = audit([makeCall({ id: 'a', vendorCostUsd: 1 })]);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
});

describe('the drift of prices', () => {
  const priced = (id: string, vendorCostUsd: number): UsageRecord =>
    makeCall({ id, sessionId: id, usage: usage({ input: 1000 }), vendorCostUsd });

  test('beyond one percent is a finding, up to it is none', () => {
    expect(audit([priced('a', 0.00396), priced('b', 0.00404)]).findings).toEqual([]);
    expect(audit([priced('a', 0.00397)]).drift).toMatchObject([{ exceeds: false }]);
    const found = audit([priced('a', 0.002), priced('b', 0.003)]);
    expect(found.drift).toMatchObject([
      { model: 'claude-opus-5-5', basis: 'record', calls: 2, drift: expect.closeTo(0.6, 9), exceeds: true },
    ]);
    expect(found.findings).toMatchObject([
      { level: 'warn', why: '2 calls cost $0.008000 by the table and $0.005000 by the vendor, 60.0% more.' },
    ]);
  });

  test('is one where the vendor says that it cost nothing and the table does not', () => {
    expect(audit([priced('a', 0)]).drift).toMatchObject([{ drift: null, exceeds: true }]);
    expect(audit([priced('a', 0)]).findings).toHaveLength(1);
  });

  test('compares the sum of a session only where it holds the same calls', () => {
    const records = [makeCall({ id: 'a', sessionId: 's', usage: CALL })];
    const sum = (input: number): SessionCost =>
      sessionCost('s', [{ model: 'claude-opus-5-5', usage: { ...CALL, input }, costUsd: 1 }]);
    expect(audit(records, [sum(12)]).drift).toMatchObject([{ basis: 'session', vendorUsd: 1, exceeds: true }]);
    expect(audit(records, [sum(13)]).drift).toEqual([]);
    expect(audit(records, [sum(11)]).drift).toEqual([]);
  });

  test('leaves out what has no price on one side', () => {
    expect(audit([makeCall({ id: 'a', model: 'gpt-x', vendorCostUsd: 1 }), makeCall({ id: 'b' })]).drift).toEqual([]);
  });
});
