import type { ServiceError } from '../scenario/step.ts';
import type { Thrown } from './failure.ts';
import type { GeminiLogin } from './login.ts';

/** How the CLI meets a failed service. */
export interface GeminiError {
  /** HTTP status of the answer; `null` where none came. */
  readonly status: number | null;
  readonly thrown: Thrown;
  /** How stderr words the attempt before it is made again; `null`: the first answer counts. */
  readonly again: 'quota' | 'status' | 'network' | null;
  /** What is thrown when no attempt is left, where it is not the same. */
  readonly last?: Thrown;
}

const KEY_CALLS = [
  'throwErrorIfNotOK',
  'async Models.generateContentStream',
  'async retryWithBackoff',
  'async Turn.run',
];
const GOOGLE_CALLS = [
  'Gaxios._request',
  'async _OAuth2Client.requestAsync',
  'async retryWithBackoff',
  'async Turn.run',
];
/** Where errors come from that the CLI words itself. */
export const OWN_CALLS: readonly string[] = ['classifyGoogleError', 'retryWithBackoff', 'async Turn.run'];

/** A JSON answer of the API, which is also the words of the error. */
function answered(
  status: number,
  name: string,
  { message, details = [], login }: { message: string; details?: readonly unknown[]; login: GeminiLogin },
): Thrown {
  return {
    name: login === 'google' ? '_GaxiosError' : '_ApiError',
    message: JSON.stringify({ error: { code: status, message, status: name, details } }),
    at: login === 'google' ? GOOGLE_CALLS : KEY_CALLS,
    fields: [`status: ${status}`],
  };
}

const PER_MINUTE =
  'You exceeded your current quota, please check your plan and billing details. * Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 50\nSuggested retry after 0.5s.';

const OVERLOADED = 'The model is overloaded. Please try again later.';

const NETWORK: Thrown = {
  name: 'Error',
  message: 'exception TypeError: fetch failed sending request',
  at: ['async Models.generateContent', 'async retryWithBackoff', 'async ModelRouterService.route'],
  fields: [],
};

/** Where it stands: the model asked, the login, the words of the scenario. */
export interface ErrorPlace {
  readonly model: string;
  readonly login: GeminiLogin;
  readonly text?: string | undefined;
}

/**
 * Words of Gemini CLI 0.61.0, 2026-11-21. Not recorded, and made in the same shape: a reset, and a plan without this
 * model.
 */
export function geminiError(error: ServiceError, { model, login, text }: ErrorPlace): GeminiError {
  const once = (status: number, name: string, message: string, details?: readonly unknown[]): GeminiError => ({
    status,
    thrown: answered(status, name, { message: text ?? message, login, ...(details === undefined ? {} : { details }) }),
    again: null,
  });
  const unauthorized = once(
    401,
    'UNAUTHENTICATED',
    login === 'google'
      ? 'Request is missing required authentication credential.'
      : 'Request had invalid authentication credentials.',
    login === 'google' ? [] : [errorInfo('ACCESS_TOKEN_TYPE_UNSUPPORTED', {})],
  );
  switch (error) {
    case 'bad-key':
      if (login === 'google') return unauthorized;
      return once(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
        errorInfo('API_KEY_INVALID', { service: 'generativelanguage.googleapis.com' }),
      ]);
    case 'login-expired':
    case 'not-logged-in':
      return unauthorized;
    case 'forbidden':
      return once(403, 'PERMISSION_DENIED', 'The caller does not have permission');
    case 'no-model':
      return {
        status: null,
        thrown: noModel(text ?? `models/${model} is not found for API version v1beta.`),
        again: null,
      };
    case 'low-credit':
      return {
        status: 429,
        thrown: quota('TerminalQuotaError', text ?? `${PER_MINUTE.replace('50', '0')}`),
        again: null,
      };
    case 'too-long':
      return once(
        400,
        'INVALID_ARGUMENT',
        'The input token count (1250000) exceeds the maximum number of tokens allowed (1048576).',
      );
    case 'busy-429':
      return { status: 429, thrown: quota('RetryableQuotaError', text ?? PER_MINUTE), again: 'quota' };
    case 'server-500':
      return { ...once(500, 'INTERNAL', 'Internal error encountered.'), again: 'status' };
    case 'overloaded':
      return {
        ...once(503, 'UNAVAILABLE', OVERLOADED),
        again: 'status',
        last: quota('RetryableQuotaError', text ?? OVERLOADED, 503),
      };
    case 'connection-refused':
    case 'connection-reset':
      return { status: null, thrown: text === undefined ? NETWORK : { ...NETWORK, message: text }, again: 'network' };
    case 'bad-request':
    case 'output-cap':
    case 'refusal':
      return once(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.');
  }
}

function errorInfo(reason: string, metadata: Readonly<Record<string, string>>): unknown {
  return { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com', metadata };
}

function noModel(message: string): Thrown {
  return { name: 'ModelNotFoundError', message, at: OWN_CALLS, fields: ['code: 404'] };
}

function quota(name: string, message: string, status = 429): Thrown {
  const fields = [`cause: { code: ${status}, details: [] },`, 'retryDelayMs: undefined,', `status: ${status}`];
  return { name, message, at: OWN_CALLS, fields };
}
