import type { FleetEnricher, FleetMember } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { askEnrichers, withExtras } from '../src/enrich.ts';
import { makeMember } from './make-member.ts';

const members = [makeMember({ pid: 2, extras: { workItemId: 'i' } }), makeMember({ pid: 3 })];
async function enrich(enrichers: readonly FleetEnricher[], budgetMs?: number): Promise<readonly FleetMember[]> {
  const enriched = await askEnrichers(members, enrichers, budgetMs);
  return members.map((member) => withExtras(member, enriched));
}

const answers = (extras: object): FleetEnricher => ({ enrich: async () => new Map([[2, extras]]) });

describe('what other packages know', () => {
  test('is added to the members of which they know it, in one call each', async () => {
    let calls = 0;
    const counting: FleetEnricher = {
      enrich: async (all) => {
        calls += 1;
        return new Map(all.map(({ process: { pid } }) => [pid, { tokens: pid }]));
      },
    };
    const [first, second] = await enrich([answers({ model: 'm' }), counting]);
    expect(first?.extras).toEqual({ workItemId: 'i', model: 'm', tokens: 2 });
    expect(second?.extras).toEqual({ tokens: 3 });
    expect(calls).toBe(1);
  });

  test('is left out where it comes too late or fails, and holds nobody up', async () => {
    const never: FleetEnricher = { enrich: () => new Promise(() => {}) };
    const fails: FleetEnricher = {
      enrich: () => {
        throw new Error('no');
      },
    };
    const [first] = await enrich([never, fails, answers({ model: 'm' })], 20);
    expect(first?.extras).toEqual({ workItemId: 'i', model: 'm' });
  });
});
