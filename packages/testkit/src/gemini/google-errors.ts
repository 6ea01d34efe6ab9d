import type { Refusal } from '../reply.ts';
import { refuse } from '../reply.ts';

/** The error object of a Google API. */
export function errorBody({ status, type, message, fields }: Pick<Refusal, 'status' | 'type' | 'message' | 'fields'>): {
  readonly error: object;
} {
  return { error: { code: status, message, status: type, ...fields } };
}

/**
 * The day's requests of a key without billing are used up. Gemini CLI 0.61.0 does not ask again, and drops the text and
 * the delay (2026-11-21).
 *
 * @param options.model default `gemini-2.5-pro`
 */
export function refuseDailyQuota({ model = 'gemini-2.5-pro' }: { readonly model?: string } = {}): Refusal {
  return refuseRequests(
    `You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded for metric: ${METRIC}, limit: 50`,
    quotaFailure('GenerateRequestsPerDayPerProjectPerModel-FreeTier', model),
    retryInfo(34),
  );
}

/**
 * Too many requests in a minute, which is no limit of a plan. Gemini CLI 0.61.0 waits for at least five seconds, and for
 * longer each time, up to ten times (2026-11-21).
 *
 * @param retrySeconds how long the server asks to wait
 * @param options.model default `gemini-2.5-pro`
 */
export function refuseRequestRate(
  retrySeconds: number,
  { model = 'gemini-2.5-pro' }: { readonly model?: string } = {},
): Refusal {
  return refuseRequests(
    `You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded for metric: ${METRIC}, limit: 15`,
    quotaFailure('GenerateRequestsPerMinutePerProjectPerModel-FreeTier', model),
    retryInfo(retrySeconds),
  );
}

/** Why the account's service refuses: `QUOTA_EXHAUSTED` for a used-up plan, `RATE_LIMIT_EXCEEDED` for a busy minute. */
export type CodeAssistReason = 'QUOTA_EXHAUSTED' | 'RATE_LIMIT_EXCEEDED' | (string & {});

/**
 * The account's service refuses with a reason of its own. What Gemini CLI 0.61.0 makes of it hangs on the words too: a
 * message with "exhausted your capacity" makes it sleep for the whole delay, be it hours (2026-11-21).
 *
 * @param retrySeconds how long the service asks to wait
 */
export function refuseCodeAssist(reason: CodeAssistReason, message: string, retrySeconds: number): Refusal {
  return refuseRequests(
    message,
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason,
      domain: 'cloudcode-pa.googleapis.com',
      metadata: {},
    },
    retryInfo(retrySeconds),
  );
}

/** The model's quota of a Google login is used up, in the words that make the CLI sleep until it comes back. */
export function refuseCapacity(resetsInSeconds: number): Refusal {
  const [hours, minutes, seconds] = [resetsInSeconds / 3600, (resetsInSeconds % 3600) / 60, resetsInSeconds % 60];
  const when = `${Math.floor(hours)}h${Math.floor(minutes)}m${Math.floor(seconds)}s`;
  const message = `You have exhausted your capacity on this model. Your quota will reset after ${when}.`;
  return refuseCodeAssist('QUOTA_EXHAUSTED', message, resetsInSeconds);
}

const METRIC = 'generativelanguage.googleapis.com/generate_content_free_tier_requests';

function refuseRequests(message: string, ...details: readonly object[]): Refusal {
  return { ...refuse(429, 'RESOURCE_EXHAUSTED', message), fields: { details } };
}

function retryInfo(seconds: number): object {
  return { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds}s` };
}

function quotaFailure(quotaId: string, model: string): object {
  return {
    '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
    violations: [{ quotaMetric: METRIC, quotaId, quotaDimensions: { location: 'global', model } }],
  };
}
