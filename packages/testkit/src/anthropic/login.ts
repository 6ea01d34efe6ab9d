import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TempHome } from '../temp-home.ts';
import { accountOf, organizationOf } from './account-routes.ts';
import type { AnthropicApi } from './api.ts';
import { accessToken, DEFAULT_LOGIN } from './tokens.ts';

/** Not a key. Long enough that the CLI takes it for one. */
export const DUMMY_API_KEY: string = `sk-ant-dummy-${'0'.repeat(80)}`;

export interface SubscriptionOptions {
  /**
   * Whose login: another name is another account at the vendor, and the CLI knows whose it is, as after a login of its
   * own. Default `ada`, of whom it has to ask.
   */
  readonly login?: string;
  /** Where the login lies. Default: the CLI's own place below the home, for which its variable must be unset. */
  readonly configDir?: string;
  /** Default a day from now; a date in the past makes the CLI refresh. */
  readonly expiresAt?: Date;
  /** Default includes `user:profile`, without which the CLI asks for no usage. */
  readonly scopes?: readonly string[];
  /** Default `max`. */
  readonly subscriptionType?: string;
  /** Default `default_claude_max_20x`. */
  readonly rateLimitTier?: string;
}

/**
 * Puts a dummy subscription login into a temporary home, in the form of Claude Code 2.1.329 (2026-11-21), and a
 * `.claude.json` that leads past every start-up dialog straight to the prompt in the home's `cwd`.
 */
export async function subscriptionHome(
  { home, cwd }: Pick<TempHome, 'home' | 'cwd'>,
  {
    login,
    configDir,
    expiresAt = new Date(Date.now() + 86_400_000),
    scopes = ['user:inference', 'user:profile', 'user:sessions:claude_code'],
    subscriptionType = 'max',
    rateLimitTier = 'default_claude_max_20x',
  }: SubscriptionOptions = {},
): Promise<void> {
  const folder = configDir ?? join(home, '.claude');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeJson(join(folder, '.credentials.json'), {
    claudeAiOauth: {
      accessToken: accessToken(login ?? DEFAULT_LOGIN),
      refreshToken: 'dummy-refresh-token',
      expiresAt: expiresAt.getTime(),
      scopes,
      subscriptionType,
      rateLimitTier,
    },
  });
  // With its variable set, the CLI keeps this file inside the config dir too; else beside it.
  await writeJson(join(configDir ?? home, '.claude.json'), {
    hasCompletedOnboarding: true,
    ...(login !== undefined && { oauthAccount: oauthAccount(login) }),
    projects: { [cwd]: { hasTrustDialogAccepted: true } },
  });
}

/** As the CLI writes it into its `.claude.json` when somebody logs in. */
function oauthAccount(login: string): Readonly<Record<string, string>> {
  const { uuid = '', email = '' } = accountOf(login);
  const organization = organizationOf(login);
  return {
    accountUuid: uuid,
    emailAddress: email,
    organizationUuid: organization.uuid,
    organizationName: organization.name,
    organizationType: 'claude_max',
  };
}

/** Where every request goes that is not made to `ANTHROPIC_BASE_URL`: to the stand-in, whatever host is meant. */
function contained(api: Pick<AnthropicApi, 'proxyUrl' | 'caFile'>): Record<string, string> {
  // Without NO_PROXY the CLI asks the proxy for plain HTTP on 127.0.0.1 too.
  return { HTTPS_PROXY: api.proxyUrl, NO_PROXY: '127.0.0.1', NODE_EXTRA_CA_CERTS: api.caFile };
}

/** The environment in which Claude Code uses a dummy API key on the stand-in. */
export function apiKeyEnv(api: Pick<AnthropicApi, 'url' | 'proxyUrl' | 'caFile'>): Record<string, string> {
  return { ...contained(api), ANTHROPIC_API_KEY: DUMMY_API_KEY, ANTHROPIC_BASE_URL: api.url };
}

/** The environment in which Claude Code uses the login of {@link subscriptionHome} on the stand-in. */
export function subscriptionEnv(api: Pick<AnthropicApi, 'proxyUrl' | 'caFile'>): Record<string, string> {
  return contained(api);
}

function writeJson(file: string, value: unknown): Promise<void> {
  return writeFile(file, JSON.stringify(value), { mode: 0o600 });
}
