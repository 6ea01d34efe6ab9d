import type { ServiceError } from '../scenario/step.ts';
import type { RetryNotice } from './sink.ts';

/** How the CLI words a failed service. */
export interface CodexError {
  readonly text: (model: string) => string;
  /** `codex_error_info` of the rollout. */
  readonly info: unknown;
  /** Whether `Reconnecting... n/5` comes before the end. */
  readonly retried: boolean;
}

const URL = 'https://api.openai.com/v1/responses';
const unauthorized = (why: string): string => `unexpected status 401 Unauthorized: ${why}, url: ${URL}`;
const once = (text: string, info: unknown): CodexError => ({ text: () => text, info, retried: false });
const retried = (text: string, info: unknown): CodexError => ({ text: () => text, info, retried: true });
const dropped = { response_stream_disconnected: { http_status_code: null } };

/** Words of Codex 0.169.0, 2026-11-21. Not recorded, and made in the same shape: cap, refusal, no login. */
export const CODEX_ERRORS: Readonly<Record<Exclude<ServiceError, 'connection-refused'>, CodexError>> = {
  'bad-request': once('The request is not valid.', 'bad_request'),
  'low-credit': once('Quota exceeded. Check your plan and billing details.', 'usage_limit_exceeded'),
  'too-long': once(
    "Codex ran out of room in the model's context window. Start a new thread or clear earlier history before retrying.",
    'context_window_exceeded',
  ),
  'bad-key': retried(unauthorized('Incorrect API key provided: dummy.'), {
    http_connection_failed: { http_status_code: 401 },
  }),
  'login-expired': once(
    'Your access token could not be refreshed because your refresh token was already used. Please log out and sign in again.',
    'unauthorized',
  ),
  forbidden: retried(`unexpected status 403 Forbidden: Your organization has no access to this model., url: ${URL}`, {
    http_connection_failed: { http_status_code: 403 },
  }),
  'no-model': {
    text: (model) => `The requested model '${model}' does not exist.`,
    info: 'model_not_found',
    retried: false,
  },
  'busy-429': retried('exceeded retry limit, last status: 429 Too Many Requests', {
    response_too_many_failed_attempts: { http_status_code: 429 },
  }),
  'server-500': retried(
    'We’re currently experiencing high demand, which may cause temporary errors.',
    'internal_server_error',
  ),
  overloaded: once('Selected model is at capacity. Please try a different model.', 'server_overloaded'),
  'connection-reset': retried('stream disconnected before completion: error sending request', 'other'),
  'output-cap': once('Incomplete response returned, reason: max_output_tokens', dropped),
  refusal: once('The request was declined.', 'other'),
  'not-logged-in': retried(unauthorized('Missing bearer or basic authentication in header'), {
    http_connection_failed: { http_status_code: 401 },
  }),
};

/** Said again and again, without a count. */
export const NO_NETWORK: RetryNotice = {
  message: 'Reconnecting... waiting for network',
  cause: 'Connection failed: error sending request',
  info: dropped,
};
