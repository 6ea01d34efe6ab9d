import { ccxPaths, type Env, type FleetEnricher, type FleetExtras } from '@ccx/contracts';
import type { SessionMeter } from '@ccx/usage';
import { withOwnPrices } from './own-prices.ts';

/** What is read of all sessions in one look: some ten milliseconds. A long session is read in several looks. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Cost and tokens of each living session so far, from its own transcript; one that has said nothing yet has neither. */
export function sessionCosts(env: Env, home: string): FleetEnricher {
  const open = async (): Promise<SessionMeter> => {
    const { createPricingTable, createSessionMeter } = await import('@ccx/usage/costs');
    return createSessionMeter({ pricing: await withOwnPrices(ccxPaths(env, home).config, createPricingTable) });
  };
  // While the fleet is looked for: a look does not wait long for its enrichers.
  const opened = open();
  opened.catch(() => {});
  return {
    async enrich(members) {
      const sessions = members.flatMap(({ alive, account, sessionId, transcriptPath, process: { pid } }) =>
        alive === true && account !== null && sessionId !== null && transcriptPath
          ? [{ pid, session: { account, sessionId, transcript: transcriptPath } }]
          : [],
      );
      if (sessions.length === 0) return new Map();
      const meter = await opened;
      const found = new Map<number, FleetExtras>();
      for (const { pid, session } of sessions) {
        const sums = await meter.read(session, MOST_BYTES);
        if (sums !== null && sums.calls > 0) found.set(pid, { costUsd: sums.costUsd, tokens: sums.tokens });
      }
      return found;
    },
  };
}
