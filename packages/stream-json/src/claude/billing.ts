import type { AgentEvent, Billing } from '@ccx/contracts';
import { asText } from '../json-fields.ts';
import { objectsOf } from './objects.ts';

/** Who paid for a run, as far as its stream proves it. */
export interface BillingEvidence {
  add(event: AgentEvent): void;
  billing(): Billing | null;
}

/**
 * Claude Code 2.1.329 names the source of its key on `system/init` (`apiKeySource`, `none` without one) and tells of
 * limits only where a subscription pays, with a setup token too. `none` alone proves nothing: so does a missing login.
 */
export function createBillingEvidence(): BillingEvidence {
  let hasKey: boolean | null = null;
  let hasLimits = false;
  return {
    add(event) {
      if (event.type === 'limit') hasLimits = true;
      if (event.type !== 'started' || hasKey !== null) return;
      const init = objectsOf(event.raw).find((object) => object['type'] === 'system');
      const source = asText(init?.['apiKeySource']);
      if (source !== null) hasKey = source !== 'none';
    },
    billing() {
      if (hasLimits) return 'subscription';
      return hasKey === true ? 'api' : null;
    },
  };
}
