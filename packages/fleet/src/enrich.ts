import type { FleetEnricher, FleetExtras, FleetMember } from '@ccx/contracts';

/** How long a scan waits for its enrichers. */
const ENRICH_BUDGET_MS = 100;

/** What each enricher knows, by pid. */
export type Enriched = readonly ReadonlyMap<number, FleetExtras>[];

/**
 * Asks each enricher once about all members. One that is late or fails has nothing to say: a list must not hang
 * because a disk does.
 */
export async function askEnrichers(
  members: readonly FleetMember[],
  enrichers: readonly FleetEnricher[],
  budgetMs: number = ENRICH_BUDGET_MS,
): Promise<Enriched> {
  if (members.length === 0 || enrichers.length === 0) return [];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), budgetMs);
  });
  const answers = await Promise.all(enrichers.map((one) => Promise.race([ask(one, members), late])));
  clearTimeout(timer);
  return answers.filter((answer) => answer !== null);
}

/** Of two enrichers that fill one column the later one wins. */
export function withExtras(member: FleetMember, enriched: Enriched): FleetMember {
  const found = enriched.flatMap((answer) => answer.get(member.process.pid) ?? []);
  return found.length === 0 ? member : { ...member, extras: Object.assign({}, member.extras, ...found) };
}

async function ask(
  enricher: FleetEnricher,
  members: readonly FleetMember[],
): Promise<ReadonlyMap<number, FleetExtras> | null> {
  try {
    return await enricher.enrich(members);
  } catch {
    return null;
  }
}
