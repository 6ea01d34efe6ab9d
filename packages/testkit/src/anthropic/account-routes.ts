import type { Route } from '../network/route.ts';
import { DEFAULT_LOGIN, loginOf } from './tokens.ts';

/** One window of `/api/oauth/usage`: percent from 0 to 100 and an ISO stamp, or nulls. */
export interface UsageWindowBody {
  readonly utilization: number | null;
  readonly resets_at: string | null;
}

/**
 * The body of `GET /api/oauth/usage` in the shape that Claude Code 2.1.329 accepted on 2026-11-21: windows that are
 * not named stay null.
 */
export function usageBody(windows: Readonly<Record<string, UsageWindowBody>>): Record<string, unknown> {
  return {
    five_hour: null,
    seven_day: null,
    seven_day_oauth_apps: null,
    seven_day_opus: null,
    seven_day_sonnet: null,
    extra_usage: { is_enabled: false, monthly_limit: null, used_credits: null, utilization: null },
    ...windows,
  };
}

/** The organisation that pays for a login: each has its own, as people without a team do. */
export function organizationOf(login: string): Readonly<Record<'uuid' | 'name', string>> {
  const tail = login === DEFAULT_LOGIN ? 'a' : `a${Buffer.from(login).toString('hex').slice(0, 11)}`;
  return { uuid: `00000000-0000-4000-8000-${tail.padStart(12, '0')}`, name: 'Example' };
}

/** The dummy account of a login. */
export function accountOf(login: string): Readonly<Record<string, string>> {
  const title = `${login.charAt(0).toUpperCase()}${login.slice(1)}`;
  const tail = login === DEFAULT_LOGIN ? 'b' : Buffer.from(login).toString('hex').slice(0, 12);
  return {
    uuid: `00000000-0000-4000-8000-${tail.padStart(12, '0')}`,
    email: `${login}@example.com`,
    display_name: title,
    full_name: `${title} Example`,
  };
}

/** What the vendor answers about an account, by `METHOD /path`. Anything not here is 404, as the CLI takes well. */
export function accountRoutes(usage: unknown): Record<string, Route> {
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  return {
    'GET /api/hello': { body: {} },
    'GET /v1/oauth/hello': { body: {} },
    'GET /api/oauth/usage': ({ headers }) => ({
      body:
        (typeof usage === 'function' ? usage(loginOf(headers)) : usage) ??
        usageBody({ five_hour: { utilization: 42, resets_at: inAnHour } }),
    }),
    'GET /api/oauth/profile': ({ headers }) => ({
      body: {
        account: accountOf(loginOf(headers) ?? DEFAULT_LOGIN),
        organization: {
          ...organizationOf(loginOf(headers) ?? DEFAULT_LOGIN),
          organization_type: 'claude_max',
          rate_limit_tier: 'default_claude_max_20x',
          has_extra_usage_enabled: false,
        },
      },
    }),
    // A refused refresh: a test that wants one to succeed says so.
    'POST /v1/oauth/token': {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Refresh token not found or invalid' },
    },
    'POST /v1/messages/count_tokens': { body: { input_tokens: 1234 } },
  };
}
