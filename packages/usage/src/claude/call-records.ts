import { type Account, type Instant, totalTokens, type UsageRecord } from '@ccx/contracts';
import { instantOf, textOf } from '../line-fields.ts';
import { billedParts } from './billed-parts.ts';
import type { CallLine } from './call-line.ts';

/** What a line does not say itself. */
export interface LineContext {
  readonly account: Account;
  /** By the name of the file. */
  readonly sessionId: string;
  readonly agentType: (agentId: string | null) => string;
}

/**
 * The records of a call, one for each part; `synthetic` for what the CLI wrote without a call (its own words, failed
 * requests), `unknown-shape` where tokens, time or name are not understood: such a call is told of rather than guessed.
 */
export function callRecords(
  call: CallLine,
  context: LineContext,
): readonly UsageRecord[] | 'synthetic' | 'unknown-shape' {
  if (call.isError || call.model === '<synthetic>') return 'synthetic';
  const parts = billedParts(call.usage, call.model ?? 'unknown');
  const at = timeOf(call.timestamp);
  const id = call.id ?? call.requestId;
  if (parts === null || at === null || id === null) return 'unknown-shape';
  const { service_tier: tier, inference_geo: geo, speed } = call.usage;
  const geography = textOf(geo);
  return parts.map(({ model, usage, longPrompt }, part) => {
    const record: { -readonly [Name in keyof UsageRecord]: UsageRecord[Name] } = {
      id,
      account: context.account,
      sessionId: call.sessionId ?? context.sessionId,
      at,
      model,
      usage,
      // The vendor's price is of the whole call.
      vendorCostUsd: part === 0 ? call.costUsd : null,
      cwd: call.cwd,
      gitBranch: call.gitBranch,
      subagentType: call.sidechain ? (call.agentType ?? context.agentType(call.agentId)) : null,
      entrypoint: call.entrypoint,
      speed: textOf(speed),
      archived: false,
      requestId: call.requestId,
      sidechain: call.sidechain,
    };
    if (part > 0) record.part = part;
    if (longPrompt) record.longPrompt = true;
    if (tier === 'batch') record.batch = true;
    if (geography !== null && !ANYWHERE.has(geography)) record.geography = geography;
    return record;
  });
}

/** As the CLI writes it, which is an instant already; every other way is parsed. */
function timeOf(text: string | null): Instant | null {
  return text !== null && WRITTEN_INSTANT.test(text) ? text : instantOf(text);
}

const WRITTEN_INSTANT = /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** What the API says of requests without a place of their own. */
const ANYWHERE: ReadonlySet<string> = new Set(['global', 'not_available']);

/** The records of which a later one is no news: of those of one call and part that lie alike, the largest, the first of equals. */
export class LargestRecords {
  readonly #records = new Map<string, UsageRecord>();

  add(record: UsageRecord): void {
    const key = `${record.id} ${record.requestId ?? ''} ${record.sidechain === true} ${record.part ?? 0}`;
    const known = this.#records.get(key);
    if (known === undefined || totalTokens(record.usage) > totalTokens(known.usage)) this.#records.set(key, record);
  }

  take(): readonly UsageRecord[] {
    const records = [...this.#records.values()];
    this.#records.clear();
    return records;
  }
}
