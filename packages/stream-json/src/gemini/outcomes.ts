import { byPrecedence, type OutcomeRow } from '../failure-table.ts';
import { asksForALongWait } from './limit.ts';

/** A row of the table: its words, which are the CLI's or the API's. */
export interface GeminiRow extends OutcomeRow<string> {
  readonly pattern: RegExp;
}

function row(
  outcome: string,
  failureClass: GeminiRow['class'],
  pattern: RegExp,
  reset: GeminiRow['reset'] = 'none',
): GeminiRow {
  return { outcome, class: failureClass, reset, pattern, holds: (text) => pattern.test(text) };
}

/** `"code": 429` of an answer's body, `status: 429` of a stack trace, `status 429` of a retry. */
const status = (codes: string): string =>
  String.raw`"code": ?${codes}\b|\b(?:code|status): ${codes}\b|\bwith status ${codes}\b`;

const ENTITLEMENT = /\bUNSUPPORTED_CLIENT\b|\bIneligibleTierError\b|\bBILLING_DISABLED\b|\blimit: 0\b(?!\.\d)/;
const AUTH = new RegExp(
  String.raw`\b(?:UNAUTHENTICATED|API_KEY_INVALID|PERMISSION_DENIED)\b|${status('40[13]')}|\bAPI key (?:not valid|expired|not found)\b|^Please set an Auth method\b|\binvalid authentication credentials\b|\bmissing required authentication credential\b|^Failed to (?:log in|authenticate)\b`,
  'im',
);

/**
 * How a run of Gemini CLI fails, one row per outcome, told by words: `error.type` is `unknown` for every answer of the
 * API. Source: 0.61.0 against a scripted API, 2026-11-21; wordings that no recording has are from its
 * bundle or from public reports.
 */
export const GEMINI_OUTCOMES: readonly GeminiRow[] = byPrecedence<GeminiRow>([
  {
    ...row('401, 403, a key that is not valid, or no login', 'auth', AUTH),
    // A plan that is no longer served answers 403 too, and no login mends that.
    holds: (text) => AUTH.test(text) && !ENTITLEMENT.test(text),
  },
  row(
    'the quota of the day or of the plan is used up',
    'limit',
    /\bexhausted your (?:daily quota|capacity)\b|PerDay|\brequests per day\b|\bQUOTA_EXHAUSTED\b/i,
    'text',
  ),
  {
    ...row('429 that asks for a wait of more than five minutes', 'limit', /\bSuggested retry after \d/, 'text'),
    holds: asksForALongWait,
  },
  row('a plan that is not served, or a model that the plan does not contain', 'billing', ENTITLEMENT),
  row(
    '429 of a request rate, no capacity, 5xx',
    'overload',
    new RegExp(
      String.raw`\b(?:RESOURCE_EXHAUSTED|RATE_LIMIT_EXCEEDED|MODEL_CAPACITY_EXHAUSTED|UNAVAILABLE|DEADLINE_EXCEEDED)\b|\b[Nn]o capacity available for model\b|\bexceeded your current quota\b|\bResource has been exhausted\b|\b[Qq]uota exceeded\b|\b[Rr]ate limit\b|\bmodel is overloaded\b|${status('(?:429|5\\d\\d)')}`,
    ),
  ),
  row(
    'the prompt or the answer is too long',
    'context',
    /\btoken count\b.*\bexceeds\b|\bMAX_TOKENS\b|\bexceeded the token limit\b|\bexceeds? the (?:model's )?context window\b|\bcontext window will overflow\b/i,
  ),
  row(
    'the model refused',
    'refused',
    /\b(?:SAFETY|PROHIBITED_CONTENT|BLOCKLIST|SPII|RECITATION|IMAGE_SAFETY)\b|\b(?:stopped|blocked) due to (?:safety|prohibited|blocklist|recitation|other policy)/,
  ),
  row("the caller's cap on turns is reached", 'turns', /\bFatalTurnLimitedError\b|\bmax(?:imum)? session turns\b/i),
  row(
    'connection refused, reset or cut',
    'transport',
    /\bfetch failed\b|\brequest to \S+ failed, reason: |\bsocket hang up\b|\b(?:ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EPROTO)\b|\bERR_STREAM_PREMATURE_CLOSE\b|\bUND_ERR_(?:SOCKET|(?:CONNECT|HEADERS|BODY)_TIMEOUT)\b|(?:^|^\[API Error: |Error: )(?:terminated|Premature close)\]?$/m,
  ),
  row(
    'the model does not exist',
    'config',
    new RegExp(String.raw`\bis not found for API version\b|\bModelNotFoundError\b|${status('404')}`),
  ),
  row('the folder is not trusted', 'config', /\bnot running in a trusted directory\b/),
  row('settings', 'config', /^Error in .*settings\.json: |^Please fix the configuration file/m),
  row('wrong flag', 'config', /^Unknown arguments?: |^Invalid values:|^Not enough arguments following: /m),
  row('session', 'config', /^Error resuming session\b|\bInvalid session identifier\b|\bNo previous sessions found\b/m),
  row('wrong input', 'config', /^No input provided via stdin\b/m),
  row(
    'an empty answer, or one that cannot be used',
    'protocol',
    /\b(?:returned an empty response|empty response text|no final response text|without a finish reason|[Mm]odel stream ended|Invalid ?[Ss]tream|MALFORMED_FUNCTION_CALL)\b/,
  ),
]);

/** The row of {@link GEMINI_OUTCOMES} that a text belongs to. Must not be asked about what a model or a tool wrote. */
export function outcomeOf(text: string): GeminiRow | null {
  return GEMINI_OUTCOMES.find((each) => each.holds(text)) ?? null;
}
