import type { ServiceError } from '../scenario/step.ts';

/** How one failure of the service shows. Observed with Claude Code 2.1.329 on 2026-11-21. */
export interface ErrorRow {
  /** The `error` of the assistant line. */
  readonly error: string;
  readonly status: number | null;
  readonly type?: string;
  readonly apiError?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly terminal?: string;
  /** The `error` of its retry events; absent where the vendor does not retry. */
  readonly retried?: string;
  /** The status of its retry events, where that is another one. */
  readonly retriedStatus?: number;
  /** How often it is retried at most, whatever is allowed. */
  readonly mostRetries?: number;
  /** There was an answer, so there is a request id. */
  readonly answered: boolean;
  text(about: { readonly model: string; readonly gateway: string | null }): string;
}

const INVALID = { type: 'invalid_request_error', status: 400, answered: true } as const;
const AUTH = { error: 'authentication_failed', answered: true } as const;
const later = (gateway: string | null): string =>
  gateway === null
    ? 'try again in a moment.'
    : `try again in a moment. If it persists, check your inference gateway (${gateway}).`;

export const SERVICE_ERRORS: Readonly<Record<ServiceError, ErrorRow>> = {
  'bad-request': { ...INVALID, error: 'unknown', text: () => 'API Error: 400 messages: something is invalid' },
  'low-credit': { ...INVALID, error: 'billing_error', text: () => 'Credit balance is too low' },
  'too-long': {
    ...INVALID,
    error: 'invalid_request',
    terminal: 'prompt_too_long',
    text: () => 'Prompt is too long · the request is ~1050000 tokens (limit 1000000)',
  },
  'bad-key': {
    ...AUTH,
    status: 401,
    type: 'authentication_error',
    retried: 'authentication_failed',
    text: () => 'Invalid API key · Fix external API key',
  },
  'login-expired': {
    ...AUTH,
    status: null,
    retried: 'authentication_failed',
    retriedStatus: 401,
    mostRetries: 1,
    answered: false,
    text: () => 'Failed to authenticate: OAuth session expired and could not be refreshed',
  },
  forbidden: {
    ...AUTH,
    status: 403,
    type: 'permission_error',
    text: () => 'Failed to authenticate. API Error: 403 This account may not use the service',
  },
  'no-model': {
    error: 'model_not_found',
    status: 404,
    type: 'not_found_error',
    answered: true,
    text: ({ model }) =>
      `There's an issue with the selected model (${model}). It may not exist or you may not have access to it. Run --model to pick a different model.`,
  },
  'busy-429': {
    error: 'rate_limit',
    status: 429,
    type: 'rate_limit_error',
    retried: 'rate_limit',
    answered: true,
    text: () =>
      "API Error: Request rejected (429) · This request would exceed your organization's rate limit of 50 requests per minute",
  },
  'server-500': {
    error: 'server_error',
    status: 500,
    type: 'api_error',
    retried: 'server_error',
    answered: true,
    text: ({ gateway }) =>
      `API Error: 500 Internal server error. This is a server-side issue, usually temporary — ${later(gateway)}`,
  },
  overloaded: {
    error: 'server_error',
    status: 529,
    type: 'overloaded_error',
    retried: 'overloaded',
    answered: true,
    text: ({ gateway }) =>
      `API Error: 529 Overloaded. This is a server-side issue, usually temporary — ${later(gateway)}`,
  },
  'connection-reset': {
    error: 'server_error',
    status: null,
    apiError: 'connection_failed',
    retried: 'unknown',
    answered: false,
    text: () =>
      'API Error: Connection dropped (ECONNRESET). Check the gateway set in ANTHROPIC_BASE_URL, then try again.',
  },
  'connection-refused': {
    error: 'server_error',
    status: null,
    apiError: 'connection_failed',
    retried: 'unknown',
    answered: false,
    text: () => 'API Error: Connection refused — a firewall or proxy may be blocking it (ECONNREFUSED)',
  },
  'output-cap': {
    error: 'max_output_tokens',
    status: null,
    apiError: 'max_output_tokens',
    params: { cut: 'output_limit' },
    answered: false,
    text: () =>
      "API Error: Claude's response exceeded the 128000 output token maximum. To configure this behavior, set the CLAUDE_CODE_MAX_OUTPUT_TOKENS environment variable.",
  },
  refusal: {
    error: 'invalid_request',
    status: null,
    answered: true,
    text: () => "API Error: Opus 5.5's safeguards flagged this message. Rephrase it or start a new session.",
  },
  'not-logged-in': {
    ...AUTH,
    status: null,
    answered: false,
    text: () => 'Not logged in · Please run /login',
  },
};
