import type { ClassifyContext, Failure } from '@ccx/contracts';
import { byPrecedence, type OutcomeRow } from '../failure-table.ts';
import { findLimitSentence, type LimitSentence } from '../limit-text.ts';

interface TextFacts {
  readonly text: string;
  readonly limit: LimitSentence | null;
}

const says =
  (pattern: RegExp) =>
  ({ text }: TextFacts): boolean =>
    pattern.test(text);

interface TextRow extends OutcomeRow<TextFacts> {
  readonly pattern?: RegExp;
}

function row(outcome: string, failureClass: TextRow['class'], pattern: RegExp): TextRow {
  return { outcome, class: failureClass, reset: 'none', holds: says(pattern), pattern };
}

/**
 * What Claude Code writes on stderr or as the text of a failed result where no field says more (2.1.329, 2026-11-21, and
 * older wordings). Every pattern begins at the beginning of a line or holds a word that only the CLI uses.
 */
export const CLAUDE_TEXT_OUTCOMES: readonly TextRow[] = byPrecedence<TextRow>([
  row('no login', 'auth', /^(?:not logged in\b|invalid api key\b|.*\bplease run \/login\b)/im),
  row(
    'login refused',
    'auth',
    /^(?:api error: 40[13]\b|failed to authenticate\b|oauth (?:session|token) (?:has )?(?:expired|been revoked)\b|.*\bauthentication_error\b)/im,
  ),
  { outcome: 'limit sentence', class: 'limit', reset: 'text', holds: ({ limit }) => limit?.entitlement === false },
  { outcome: 'plan without usage', class: 'billing', reset: 'none', holds: ({ limit }) => limit?.entitlement === true },
  row('no credit', 'billing', /^(?:api error: (?:402|400) )?(?:your )?credit balance is too low\b/im),
  row(
    'overloaded',
    'overload',
    /^(?:api error: (?:429|5\d\d)\b|api error: request rejected \(429\)|api error: server is temporarily limiting requests\b|.*\b(?:overloaded_error|rate_limit_error)\b)/im,
  ),
  row(
    'too long',
    'context',
    /^(?:prompt is too long\b|context limit reached\b|api error: claude's response exceeded the \d+ output token maximum\b)/im,
  ),
  row(
    'refused',
    'refused',
    /^(?:api error: .*\bsafeguards flagged\b|.*\bunable to respond to this request, which appears to violate\b)/im,
  ),
  row('budget', 'budget', /^(?:error: )?(?:reached|exceeded) (?:the )?max(?:imum)? budget\b/im),
  row('turns', 'turns', /^(?:error: )?reached (?:the )?max(?:imum)?(?: number of)? turns\b/im),
  row(
    'no connection',
    'transport',
    /^(?:(?:api error|error|typeerror): )?(?:connection (?:refused|dropped|reset|closed|error|timed out)|unable to connect\b|fetch failed\b|request timed out\b|.*\((?:ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE)\))/im,
  ),
  row(
    'unknown model',
    'config',
    /^(?:\[claude-code:unrecognized_model\]|there's an issue with the selected model\b)/im,
  ),
  row(
    'wrong flag',
    'config',
    /^error: (?:unknown (?:option|command)\b|option '.*' argument\b|missing required argument\b|when using --print\b)/im,
  ),
  row(
    'wrong input',
    'config',
    /^error: (?:input must be provided\b|.*\binvalid session id\b)|^error parsing streaming input line\b/im,
  ),
  row(
    'session',
    'config',
    /^(?:error: )?(?:session id \S+ is already in use\b|no conversation found\b|invalid session id\b)/im,
  ),
  row(
    'settings',
    'config',
    /^(?:error: )?(?:settings (?:file )?(?:error|.*\bis invalid)\b|.*invalid (?:mcp configuration|settings)\b|--dangerously-skip-permissions cannot be used with root\b)/im,
  ),
]);

/**
 * The failure that a text names, `null` where it names none. `detail` is the whole text of a result, and of stderr,
 * which may be long, the line that said it.
 */
export function classifyClaudeText(text: string, about: ClassifyContext): Failure | null {
  const plain = text.replaceAll('\u2019', "'");
  const limit = findLimitSentence(plain, about);
  const row = CLAUDE_TEXT_OUTCOMES.find((each) => each.holds({ text: plain, limit }));
  if (row === undefined) return null;
  const { pattern } = row;
  const line = pattern === undefined ? limit?.line : plain.split('\n').find((each) => pattern.test(each));
  return {
    class: row.class,
    detail: about.from === 'result' ? text.trim() : (line ?? text).trim(),
    limit: row.class === 'limit' || row.class === 'billing' ? (limit?.signal ?? null) : null,
  };
}
