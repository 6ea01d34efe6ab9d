import type { Route } from '../network/route.ts';
import type { CodexWindow } from './codex-limits.ts';
import { loginTokens, TEST_CHATGPT_ACCOUNT, TEST_CHATGPT_USER } from './tokens.ts';

/**
 * The body of `GET /wham/usage` in the shape that Codex 0.169.0 accepted on 2026-11-21: a window that is not named is
 * null.
 */
export function codexUsageBody({
  primary,
  secondary,
  plan = 'plus',
}: {
  readonly primary?: CodexWindow;
  readonly secondary?: CodexWindow;
  /** Default `plus`. */
  readonly plan?: string;
}): Record<string, unknown> {
  const reached = [primary, secondary].some((window) => window !== undefined && window.usedPercent >= 100);
  return {
    user_id: TEST_CHATGPT_USER,
    account_id: TEST_CHATGPT_ACCOUNT,
    email: 'ada@example.com',
    plan_type: plan,
    rate_limit: {
      allowed: !reached,
      limit_reached: reached,
      primary_window: windowBody(primary),
      secondary_window: windowBody(secondary),
    },
    code_review_rate_limit: null,
    additional_rate_limits: null,
    credits: { has_credits: false, unlimited: false, balance: '0' },
    promo: null,
  };
}

function windowBody(window: CodexWindow | undefined): Record<string, number> | null {
  if (window === undefined) return null;
  const resetAt = Math.floor(window.resetsAt.getTime() / 1000);
  return {
    used_percent: window.usedPercent,
    limit_window_seconds: window.windowMinutes * 60,
    reset_after_seconds: Math.max(0, resetAt - Math.floor(Date.now() / 1000)),
    reset_at: resetAt,
  };
}

/** What OpenAI answers about an account, by `METHOD /path` below the base. Anything not here is 404. */
export function codexRoutes(usage: unknown): Record<string, Route> {
  const resetsAt = new Date(Date.now() + 3_600_000);
  return {
    'GET /wham/usage': {
      body: usage ?? codexUsageBody({ primary: { usedPercent: 42, windowMinutes: 300, resetsAt } }),
    },
    'GET /wham/accounts/check': {
      body: {
        accounts: [
          {
            id: TEST_CHATGPT_ACCOUNT,
            account_user_id: `${TEST_CHATGPT_USER}__${TEST_CHATGPT_ACCOUNT}`,
            structure: 'personal',
            plan_type: 'plus',
            name: null,
            profile_picture_url: null,
            is_deactivated: false,
            is_fedramp_compliant_workspace: false,
            can_access_with_session: true,
            sso_connection_name: null,
            // The CLI takes an https origin only. No model call goes there: the provider of `codexHome` has its own URL.
            workspace_backend_origin: 'https://chatgpt.com',
            account_routing_override: 'NO_CONSTRAINT',
          },
        ],
        account_ordering: [TEST_CHATGPT_ACCOUNT],
        default_account_id: TEST_CHATGPT_ACCOUNT,
      },
    },
    'GET /wham/rate-limit-reset-credits': { body: { available_count: 0, credits: [] } },
    'GET /wham/settings/user': { body: {} },
    'GET /wham/config/bundle': { body: {} },
    'GET /ps/plugins/installed': { body: { plugins: [], pagination: { limit: 200, next_page_token: null } } },
    // Empty: the CLI then keeps to the catalogue that it brings along.
    'GET /models': { body: { models: [] } },
    'POST /oauth/token': () => ({ body: loginTokens() }),
  };
}
