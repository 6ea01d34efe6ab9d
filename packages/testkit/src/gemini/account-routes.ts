import type { Route } from '../network/route.ts';

/** What is left of one model's requests. */
export interface GeminiBucket {
  /** Default `gemini-2.5-pro`. */
  readonly modelId?: string;
  /** From 0 to 1. */
  readonly remainingFraction: number;
  /** In requests; the service does not always say it. */
  readonly remaining?: number;
  readonly resetsAt: Date;
}

/** The body of `retrieveUserQuota` in the shape that Gemini CLI 0.61.0 accepted on 2026-11-21. */
export function geminiQuotaBody(buckets: readonly GeminiBucket[]): { readonly buckets: readonly object[] } {
  return {
    buckets: buckets.map(({ modelId = 'gemini-2.5-pro', remainingFraction, remaining, resetsAt }) => ({
      ...(remaining !== undefined && { remainingAmount: String(remaining) }),
      remainingFraction,
      resetTime: resetsAt.toISOString(),
      tokenType: 'REQUESTS',
      modelId,
    })),
  };
}

const PROJECT = 'dummy-project-1';
const TIER = { id: 'free-tier', name: 'Gemini Code Assist for individuals' };

/** What the account's service answers beside the model, by `METHOD /path`. What is not here is 404. */
export function codeAssistRoutes(quota: unknown): Record<string, Route> {
  const resetsAt = new Date(Date.now() + 6 * 3_600_000);
  return {
    'POST /v1internal:loadCodeAssist': {
      body: {
        currentTier: TIER,
        allowedTiers: [{ ...TIER, isDefault: true }],
        cloudaicompanionProject: PROJECT,
        gcpManaged: false,
      },
    },
    'POST /v1internal:onboardUser': {
      body: { name: 'operations/1', done: true, response: { cloudaicompanionProject: { id: PROJECT, name: PROJECT } } },
    },
    'POST /v1internal:retrieveUserQuota': {
      // Without a bucket of the third generation the CLI takes the models before it.
      body:
        quota ??
        geminiQuotaBody([
          { remainingFraction: 0.58, remaining: 580, resetsAt },
          { modelId: 'gemini-3-pro-preview', remainingFraction: 0.25, remaining: 25, resetsAt },
          { modelId: 'gemini-3-flash-preview', remainingFraction: 0.9, remaining: 900, resetsAt },
        ]),
    },
    'POST /v1internal:listExperiments': { body: { experimentIds: [], flags: [] } },
    'POST /v1internal:fetchAdminControls': { body: {} },
    'POST /v1internal:recordCodeAssistMetrics': { body: {} },
  };
}
