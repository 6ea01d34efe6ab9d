/** Why ccusage 20.0.24 and ccx count differently, each with its sentence (measured 2026-11-21). */
export const IMPORT_RULES = {
  archived: 'they stood in transcripts that are gone; ccx keeps them',
  'other-agents': 'it counts agents that ccx does not read',
  moved: 'the same calls in other rows: by another zone, or given to a fork',
  'merged-accounts': 'it has one 5-hour window for all accounts, ccx one for each',
  'no-request-id': 'it counts each record of a call without a request id, as gateways have',
  'side-question': 'it counts again what a side question copies from its conversation',
  'split-zero': 'it believes a split of cache writes that says 0 where the sum does not',
  'line-dropped': 'it drops lines with a null in them, or that only a progress shows',
  'unpriced-there': 'it has no price for the model and adds nothing',
  'unpriced-here': 'ccx has no price for the model and leaves it out',
  mode: 'its cost is that of another --mode',
  'web-search': 'it does not price web searches',
  'long-prompt': 'it prices only what is above 200k as long, the vendor the whole call',
  'fast-or-batch': 'it has another factor for fast, batch or regional calls, or none',
  'price-table': 'it has another price for the model',
} as const;

/** The name of a rule. */
export type ImportRule = keyof typeof IMPORT_RULES;

/** Why a row differs. */
export interface ImportReason {
  readonly rule: ImportRule;
  /** `false`: it makes differences of this kind, and no rule that is known makes exactly this one. */
  readonly certain: boolean;
  /** The model whose cost it is; absent where the tokens differ, or all of the row. */
  readonly model?: string;
}
