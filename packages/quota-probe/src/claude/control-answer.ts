import type { Account, Instant, QuotaReading, QuotaWindow } from '@ccx/contracts';
import { type Fields, fieldsOf, numberOf, textOf } from '../fields.ts';
import { problem } from '../problem.ts';
import { quotaWindow, SESSION_MINUTES, slug, WEEK_MINUTES } from '../window.ts';

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

/** Windows of the account by their names in the answer; a week of a model is `seven_day_<model>`. */
const NAMED: Readonly<Record<string, { readonly id: string; readonly label: string; readonly minutes: number }>> = {
  five_hour: { id: 'session', label: 'Current session', minutes: SESSION_MINUTES },
  seven_day: { id: 'weekly', label: 'Current week (all models)', minutes: WEEK_MINUTES },
  seven_day_oauth_apps: { id: 'weekly:oauth-apps', label: 'Current week (OAuth apps)', minutes: WEEK_MINUTES },
};

/** Whose week counts every model, although its name looks like one. */
const NO_MODELS: ReadonlySet<string> = new Set(['seven_day_oauth_apps', 'seven_day_cowork']);

/**
 * The quota in the answer to a `get_usage` control request (Claude Code 2.1.329). Its percentages are exact and its
 * resets are instants. `rate_limits_available` without limits means that the CLI could not fetch them; not available
 * means that the login has none: an API key, or a setup token, whose windows show only in runs.
 */
export function parseClaudeUsageControl(response: unknown, question: ControlQuestion): QuotaReading {
  const { account, now, cliVersion = null, status = {}, hadKey = false, setupToken = false } = question;
  const answer = fieldsOf(response);
  if (answer === null) return problem('form-unknown', 'The answer to get_usage is no object.', now);
  const limits = fieldsOf(answer['rate_limits']);
  if (limits === null) {
    if (answer['rate_limits_available'] === true) {
      return problem('usage-endpoint-failed', 'Claude Code could not fetch its limits.', now);
    }
    if (answer['rate_limits_available'] !== false) {
      return problem('form-unknown', `The answer to get_usage has no limits: ${JSON.stringify(answer)}`, now);
    }
    const key = hadKey || status['API key'] !== undefined;
    if (!key && !setupToken) return problem('not-logged-in', 'Nobody is logged in with a plan.', now);
    const what = setupToken ? 'a setup token, whose windows show only in runs' : 'an API key, which has none';
    return problem('not-a-subscription', `This login has no windows that can be asked for: ${what}.`, now);
  }
  return {
    ok: true,
    snapshot: {
      schemaVersion: 1,
      account,
      cliVersion,
      windows: windowsOf(limits, now),
      plan: textOf(answer['subscription_type']),
      login:
        status['Email'] === undefined && status['Organization'] === undefined
          ? null
          : { accountUuid: null, email: status['Email'] ?? null, organization: status['Organization'] ?? null },
    },
  };
}

function windowsOf(limits: Fields, now: Instant): readonly QuotaWindow[] {
  const named = Object.entries(limits).flatMap(([name, value]) => {
    const window = fieldsOf(value);
    if (window === null) return [];
    if (name === 'extra_usage') return extraWindow(window, now);
    return 'utilization' in window ? [timeWindow(name, window, now)] : [];
  });
  const listed = Array.isArray(limits['limits']) ? limits['limits'].map(fieldsOf) : [];
  const known = new Set(named.map(({ id }) => id));
  return [
    ...named,
    ...listed.flatMap((limit) => (limit === null ? [] : scopedWindow(limit, now))).filter(({ id }) => !known.has(id)),
  ];
}

function timeWindow(name: string, window: Fields, now: Instant): QuotaWindow {
  const known = NAMED[name];
  const model = /^seven_day_(.+)$/.exec(name)?.[1];
  const appliesTo = model === undefined || NO_MODELS.has(name) ? null : slug(model);
  return quotaWindow({
    id: known?.id ?? (model === undefined ? `session:${slug(name)}` : `weekly:${slug(model)}`),
    label: known?.label ?? name,
    appliesTo,
    usedPercent: numberOf(window['utilization']),
    ...resetOf(window),
    windowMinutes: known?.minutes ?? (model === undefined ? null : WEEK_MINUTES),
    source: 'control',
    capturedAt: now,
  });
}

/** A row of `limits`: today's way to tell the week of a model, beside the named windows. */
function scopedWindow(limit: Fields, now: Instant): readonly QuotaWindow[] {
  if (limit['kind'] !== 'weekly_scoped') return [];
  const scope = fieldsOf(limit['scope']);
  const model = fieldsOf(scope?.['model']);
  const name = textOf(scope?.['model']) ?? textOf(model?.['display_name']) ?? textOf(model?.['id']);
  if (name === null) return [];
  return [
    quotaWindow({
      id: `weekly:${slug(name)}`,
      label: `Current week (${name})`,
      appliesTo: slug(name),
      usedPercent: numberOf(limit['percent']),
      ...resetOf(limit),
      windowMinutes: WEEK_MINUTES,
      source: 'control',
      capturedAt: now,
    }),
  ];
}

/** Extra usage that is switched off is no window. Its credits are cents. */
function extraWindow(extra: Fields, now: Instant): readonly QuotaWindow[] {
  if (extra['is_enabled'] !== true) return [];
  const used = numberOf(extra['used_credits']);
  const limit = numberOf(extra['monthly_limit']);
  return [
    quotaWindow({
      id: 'extra',
      label: 'Extra usage',
      usedPercent: numberOf(extra['utilization']),
      amount: used === null ? null : { used: used / 100, limit: limit === null ? null : limit / 100, unit: 'usd' },
      source: 'control',
      capturedAt: now,
    }),
  ];
}

function resetOf(window: Fields): { readonly resetsAt: Instant | null; readonly resetRaw: string | null } {
  const raw = textOf(window['resets_at']);
  const ms = raw === null ? Number.NaN : Date.parse(raw);
  return { resetsAt: Number.isNaN(ms) ? null : new Date(ms).toISOString(), resetRaw: raw };
}
