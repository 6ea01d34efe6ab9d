import type { Account, AccountLogin, Instant, QuotaReading } from '@ccx/contracts';
import { type Fields, fieldsOf, textOf } from '../fields.ts';
import { problem } from '../problem.ts';
import { windowsIn } from './rate-limits.ts';

/** What the answer is about. */
export interface ControlQuestion {
  readonly account: Account;
  readonly now: Instant;
  readonly cliVersion?: string | null;
  /** The rows of a `get_status` answer, by their labels. */
  readonly status?: Readonly<Record<string, string>>;
  /** A key was in the environment and was left out of the probe's. */
  readonly hadKey?: boolean;
  /** The login is a token of the environment, made by `claude setup-token`. */
  readonly setupToken?: boolean;
}

/**
 * The quota in the answer to a `get_usage` control request (Claude Code 2.1.329, 2026-11-21). Its percentages are exact
 * and its resets are instants. `rate_limits_available` without limits means that the CLI could not fetch them; not
 * available means that the login has none: an API key, or a setup token, whose windows show only in runs.
 *
 * @example
 * parseClaudeUsageControl(answer.response, { account, now: '2026-11-21T01:08:00.000Z' });
 */
export function parseClaudeUsageControl(response: unknown, question: ControlQuestion): QuotaReading {
  const { account, now, cliVersion = null, status = {} } = question;
  const answer = fieldsOf(response);
  if (answer === null) return problem('form-unknown', 'The answer to get_usage is no object.', now);
  const limits = fieldsOf(answer['rate_limits']);
  if (limits === null) return withoutLimits(answer, question);
  const windows = windowsIn(limits, { source: 'control', now });
  if (windows.every(({ usedPercent, amount }) => usedPercent === null && amount === null)) {
    return problem('no-limit-rows', 'Claude Code knows no number for any limit of this account.', now);
  }
  const plan = textOf(answer['subscription_type']);
  return {
    ok: true,
    snapshot: { schemaVersion: 1, account, cliVersion, windows, plan, login: loginOf(status) },
  };
}

/** Why there are no limits: the status tells what the answer itself leaves open. */
function withoutLimits(
  answer: Fields,
  { now, status = {}, hadKey = false, setupToken = false }: ControlQuestion,
): QuotaReading {
  const { Login: login = '', 'Auth token': token } = status;
  // "Expired — log in again" stands there when the login could not be renewed.
  if (/expired/i.test(login)) return problem('auth-expired', `Claude Code says of its login: ${login}`, now);
  if (answer['rate_limits_available'] === true) {
    return problem('usage-endpoint-failed', 'Claude Code could not fetch its limits.', now);
  }
  if (answer['rate_limits_available'] !== false) {
    return problem('form-unknown', `The answer to get_usage has no limits: ${JSON.stringify(answer)}`, now);
  }
  if (setupToken || token === 'CLAUDE_CODE_OAUTH_TOKEN') return notAskable('setup token', now);
  if (hadKey || token !== undefined || status['API key'] !== undefined) return notAskable('API key', now);
  return textOf(answer['subscription_type']) === null
    ? problem('not-logged-in', 'Nobody is logged in with a plan.', now)
    : problem('no-limit-rows', 'This login of a plan has no right to read its limits; a new login has.', now);
}

const NOT_ASKABLE = {
  'API key': 'An API key has no windows.',
  'setup token': 'The windows of a setup token show only in runs.',
} as const;

/** The login works, and has no windows that anybody could ask for. */
export function notAskable(login: keyof typeof NOT_ASKABLE, now: Instant): QuotaReading {
  return problem('not-a-subscription', NOT_ASKABLE[login], now);
}

function loginOf(status: Readonly<Record<string, string>>): AccountLogin | null {
  const { Email: email = null, Organization: organization = null } = status;
  return email === null && organization === null ? null : { accountUuid: null, email, organization };
}
