import type { FleetEnricher, FleetExtras, FleetMember } from '@ccx/contracts';

/** How long a scan waits for its enrichers. */
export const ENRICH_BUDGET_MS = 100;

/**
 * Asks each enricher once about all members and adds what they answer; of two that fill one column the later one wins.
 * One that is late or fails leaves its columns as they were: a list must not hang because a disk does.
 */
export async function enrich(
  members: readonly FleetMember[],
  enrichers: readonly FleetEnricher[],
  budgetMs: number = ENRICH_BUDGET_MS,
): Promise<readonly FleetMember[]> {
  if (members.length === 0 || enrichers.length === 0) return members;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), budgetMs);
  });
  const answers = await Promise.all(enrichers.map((one) => Promise.race([ask(one, members), late])));
  clearTimeout(timer);
  return members.map((member) => {
    const found = answers.map((answer) => answer?.get(member.process.pid)).filter((extras) => extras !== undefined);
    return found.length === 0 ? member : { ...member, extras: Object.assign({}, member.extras, ...found) };
  });
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
