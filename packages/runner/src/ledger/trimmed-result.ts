import type { RunAttempt, RunOutcome, RunResult } from '@ccx/contracts';

const LONGEST_TEXT = 4_000;
const MOST_DENIALS = 50;

/** A result with its long texts cut, so that thirty days of them stay readable at once. */
export function trimmed(result: RunResult): RunResult {
  const attempts = result.attempts.map(trimmedAttempt);
  const last = attempts.at(-1) ?? trimmedAttempt(result.last);
  return { ...last.outcome, schemaVersion: 1, runId: result.runId, last, attempts };
}

function trimmedAttempt(attempt: RunAttempt): RunAttempt {
  const { summary } = attempt;
  return {
    ...attempt,
    outcome: trimmedOutcome(attempt.outcome),
    stderr: attempt.stderr.length > LONGEST_TEXT ? `…${attempt.stderr.slice(-LONGEST_TEXT)}` : attempt.stderr,
    summary: {
      ...summary,
      text: cut(summary.text),
      structured: JSON.stringify(summary.structured ?? null).length > LONGEST_TEXT ? null : summary.structured,
      vendorStats: null,
      permissionDenials: summary.permissionDenials.slice(0, MOST_DENIALS),
      failure: summary.failure === null ? null : { ...summary.failure, detail: cut(summary.failure.detail) },
    },
  };
}

function trimmedOutcome(outcome: RunOutcome): RunOutcome {
  if (!('failure' in outcome)) return outcome;
  return { ...outcome, failure: { ...outcome.failure, detail: cut(outcome.failure.detail) } };
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
