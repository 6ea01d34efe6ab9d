import { byPrecedence, type OutcomeRow } from '../failure-table.ts';
import { classOfError } from './turn.ts';

/** What is known of a failed turn. Every field is the vendor's; `null` where the line does not have it. */
export interface ClaudeFacts {
  readonly terminalReason: string | null;
  readonly subtype: string | null;
  /** `assistant.error` of the turn's last error message. */
  readonly error: string | null;
  readonly apiError: string | null;
  readonly apiErrorType: string | null;
  /** The HTTP status. */
  readonly status: number | null;
  /** The turn's limit signal says that a window of the plan is used up. */
  readonly limited: boolean;
  readonly refused: boolean;
  readonly stopReason: string | null;
  readonly text: string;
}

type Row = OutcomeRow<ClaudeFacts>;

const reasons =
  (...terminalReasons: readonly string[]) =>
  ({ terminalReason }: ClaudeFacts): boolean =>
    terminalReason !== null && terminalReasons.includes(terminalReason);

/**
 * How a turn of Claude Code fails, one row per outcome. Source: 2.1.329 against a scripted API, 2026-11-21; reasons that
 * were only read in its schema are marked "not observed".
 */
export const CLAUDE_OUTCOMES: readonly Row[] = byPrecedence<Row>([
  {
    outcome: '401, 403, a token that cannot be refreshed, or no login',
    class: 'auth',
    reset: 'none',
    holds: (facts) =>
      classOfError(facts.error) === 'auth' ||
      facts.apiErrorType === 'authentication_error' ||
      facts.status === 401 ||
      facts.status === 403,
  },
  {
    outcome: 'a window of the plan is used up',
    class: 'limit',
    reset: 'structured',
    holds: (facts) => facts.apiError === 'usage_limit_reached' || (facts.status === 429 && facts.limited),
  },
  {
    outcome: 'credit balance is too low',
    class: 'billing',
    reset: 'none',
    holds: (facts) =>
      classOfError(facts.error) === 'billing' || facts.apiErrorType === 'billing_error' || facts.status === 402,
  },
  {
    outcome: '429 without limit headers, 500, 529',
    class: 'overload',
    reset: 'none',
    holds: (facts) =>
      (classOfError(facts.error) === 'overload' && facts.apiError !== 'connection_failed') ||
      facts.apiErrorType === 'overloaded_error' ||
      facts.status === 429 ||
      (facts.status !== null && facts.status >= 500),
  },
  {
    outcome: 'the prompt does not fit the context window',
    class: 'context',
    reset: 'none',
    // blocking_limit and rapid_refill_breaker: not observed
    holds: reasons('prompt_too_long', 'blocking_limit', 'rapid_refill_breaker'),
  },
  {
    outcome: 'the answer is longer than the output cap',
    class: 'context',
    reset: 'none',
    holds: (facts) => facts.apiError === 'max_output_tokens' || facts.error === 'max_output_tokens',
  },
  {
    outcome: 'the model refused',
    class: 'refused',
    reset: 'none',
    holds: (facts) => facts.refused || facts.stopReason === 'refusal' || /\bsafeguards flagged\b/i.test(facts.text),
  },
  {
    outcome: 'the budget of the caller is spent',
    class: 'budget',
    reset: 'none',
    holds: (facts) => reasons('budget_exhausted')(facts) || facts.subtype === 'error_max_budget_usd',
  },
  {
    outcome: "the caller's cap on turns is reached",
    class: 'turns',
    reset: 'none',
    holds: (facts) => reasons('max_turns')(facts) || facts.subtype === 'error_max_turns',
  },
  {
    outcome: 'connection refused, reset or cut',
    class: 'transport',
    reset: 'none',
    holds: (facts) => facts.apiError === 'connection_failed',
  },
  {
    outcome: 'the model does not exist',
    class: 'config',
    reset: 'none',
    holds: (facts) => facts.error === 'model_not_found' || facts.status === 404,
  },
  // not observed
  { outcome: 'the turn could not be set up', class: 'config', reset: 'none', holds: reasons('turn_setup_failed') },
  {
    outcome: 'a hook or a deferred tool ended the turn',
    class: 'tool',
    reset: 'none',
    // not observed
    holds: reasons('stop_hook_prevented', 'hook_stopped', 'tool_deferred', 'tool_deferred_unavailable'),
  },
  {
    outcome: 'no answer that fits the JSON schema',
    class: 'protocol',
    reset: 'none',
    holds: (facts) =>
      reasons('structured_output_retry_exhausted')(facts) || facts.subtype === 'error_max_structured_output_retries',
  },
  {
    outcome: "the model's output could not be used",
    class: 'protocol',
    reset: 'none',
    // not observed
    holds: reasons('malformed_tool_use_exhausted', 'model_error'),
  },
  {
    outcome: 'interrupted',
    class: 'unknown',
    reset: 'none',
    holds: ({ terminalReason }) => isAbort(terminalReason),
  },
  {
    outcome: '400 that says nothing more',
    class: 'unknown',
    reset: 'none',
    holds: (facts) => facts.status === 400 && facts.error === 'unknown',
  },
]);

/** Reasons that no successful turn ends with, whatever else its line says. */
const FAILED_REASONS: ReadonlySet<string> = new Set([
  'api_error',
  'prompt_too_long',
  'blocking_limit',
  'rapid_refill_breaker',
  'image_error',
  'model_error',
  'max_turns',
  'budget_exhausted',
  'structured_output_retry_exhausted',
  'malformed_tool_use_exhausted',
  'turn_setup_failed',
]);

/** Somebody ended the turn: a signal (after which the CLI exits with 0) or an interrupt request. */
export function isAbort(terminalReason: string | null): boolean {
  return terminalReason !== null && terminalReason.startsWith('aborted_');
}

/** Whether a turn ended with such a reason cannot have succeeded. */
export function isFailedReason(terminalReason: string | null): boolean {
  return terminalReason !== null && (FAILED_REASONS.has(terminalReason) || isAbort(terminalReason));
}

/** The row of {@link CLAUDE_OUTCOMES} that a failed turn belongs to. */
export function outcomeOf(facts: ClaudeFacts): Row | null {
  return CLAUDE_OUTCOMES.find((row) => row.holds(facts)) ?? null;
}
