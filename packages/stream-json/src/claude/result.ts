import type { ClassifyContext, Failure, LimitSignal } from '@ccx/contracts';
import { classifyLimitText } from '../limit-text.ts';
import { type JsonObject, asList, asNumber, asText } from '../json-fields.ts';
import { classifyClaudeText } from './classify.ts';
import { isAbort, isFailedReason, outcomeOf } from './outcomes.ts';
import type { TurnFacts } from './turn.ts';

type When = Omit<ClassifyContext, 'from'>;

/**
 * The failure of a `result` line, `null` for a success. Only `is_error` and `terminal_reason` decide between the two: an
 * API error comes with subtype `success`, an interrupt with exit code 0. Without `is_error` there is no proof of success.
 */
export function failureOfResult(line: JsonObject, turn: TurnFacts, when: When): Failure | null {
  const terminalReason = asText(line['terminal_reason']);
  if (line['is_error'] === false && !isFailedReason(terminalReason)) return oldLimitText(line, terminalReason, when);
  const text = failureText(line);
  const limited = turn.limit?.verdict === 'rejected' && !turn.limit.usingExtra;
  const row = outcomeOf({
    terminalReason,
    subtype: asText(line['subtype']),
    error: turn.error,
    apiError: asText(line['api_error']),
    apiErrorType: asText(line['api_error_type']),
    status: asNumber(line['api_error_status']),
    limited,
    refused: turn.refused,
    stopReason: asText(line['stop_reason']),
    text,
  });
  if (row === null) return wordsOnly(line, text, when);
  const detail = isAbort(terminalReason) ? `Interrupted (${terminalReason ?? ''})` : text;
  return { class: row.class, detail, limit: row.class === 'limit' ? limitOf(turn.limit, text, when) : null };
}

/** What the line says about its failure; never empty. */
function failureText(line: JsonObject): string {
  const result = asText(line['result']) ?? '';
  if (result !== '') return result;
  const errors = asList(line['errors']).filter((error) => typeof error === 'string');
  if (errors.length > 0) return errors.join('\n');
  return asText(line['terminal_reason']) ?? asText(line['subtype']) ?? 'The result does not say whether it is one.';
}

/** No field names the failure: the words may, as those of older versions do. */
function wordsOnly(line: JsonObject, text: string, when: When): Failure {
  const named = classifyClaudeText(text, { ...when, from: 'result' });
  if (named !== null) return named;
  return { class: typeof line['is_error'] === 'boolean' ? 'unknown' : 'protocol', detail: text, limit: null };
}

/**
 * Versions without `terminal_reason` reported a used up plan as a success whose whole text is a machine's sentence. Only
 * that exact form is believed: prose of a success may quote anything.
 */
function oldLimitText(line: JsonObject, terminalReason: string | null, when: When): Failure | null {
  if (terminalReason !== null) return null;
  const text = (asText(line['result']) ?? '').trim();
  if (!/^Claude AI usage limit reached\|\d{10,13}$/.test(text)) return null;
  return { class: 'limit', detail: text, limit: classifyLimitText(text, when) };
}

/** The limit of a limited turn: the structured signal, else what the words say, else that nothing is known of it. */
function limitOf(signal: LimitSignal | null, text: string, when: When): LimitSignal {
  if (signal?.verdict === 'rejected') return signal;
  const said = classifyLimitText(text, when);
  if (said !== null) return said;
  // The same lines stand in the runner's codex/rollout-limits.ts: siblings import no siblings.
  return {
    verdict: 'rejected',
    windowId: null,
    appliesTo: null,
    resetsAt: null,
    resetRaw: null,
    usingExtra: false,
    windows: [],
    basis: 'structured',
    observedAt: when.now,
  };
}
