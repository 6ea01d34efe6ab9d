import type { Instant, QuotaReading } from '@ccx/contracts';
import { type Fields, numberOf, textOf } from '../fields.ts';
import { problem } from '../problem.ts';

/**
 * Why the app server (0.169.0, 2026-11-21) did not tell the limits. Its codes tell little, so that its words decide: a
 * login that has none is refused by name, and a request that failed carries its HTTP status in the text.
 *
 * @param hadKey an API key was in the environment and was left out of the probe's
 */
export function appServerProblem(error: Fields, now: Instant, hadKey = false): QuotaReading {
  const text = textOf(error['message']) ?? '';
  const needsLogin = /\b(?<which>chatgpt|codex account)? ?authentication required\b/i.exec(text);
  if (needsLogin?.groups?.['which']?.toLowerCase() === 'chatgpt' || (needsLogin !== null && hadKey)) {
    return problem(
      'not-a-subscription',
      'This login has no windows: it is an API key, or paid by use in another way.',
      now,
    );
  }
  if (needsLogin !== null) return problem('not-logged-in', 'Nobody is logged in to Codex.', now);
  if (/\b(?:access|refresh) token\b/i.test(text)) {
    return problem('auth-expired', 'The login of Codex has expired and could not be renewed.', now);
  }
  if (/\bunknown variant\b/.test(text)) {
    return problem('cli-too-old', 'This Codex does not know account/rateLimits/read.', now);
  }
  // The body behind it may be anybody's page.
  const failed = /\bfailed: (?<status>(?<code>\d{3})\b[^;]*)/.exec(text)?.groups;
  const status = failed?.['status']?.trim() ?? '';
  switch (failed?.['code']) {
    case '401':
      return problem('auth-expired', `The login of Codex was refused: ${status}.`, now);
    case '429':
      return problem('usage-endpoint-limited', `Codex asked for its limits too often: ${status}.`, now);
    case undefined:
      break;
    default:
      return problem('usage-endpoint-failed', `Codex could not fetch its limits: ${status}.`, now);
  }
  if (/^failed to fetch\b/.test(text)) {
    return problem('usage-endpoint-failed', 'Codex could not reach the server that knows its limits.', now);
  }
  return problem('form-unknown', `Codex refused (${numberOf(error['code']) ?? 'no code'}): ${text}`, now);
}
