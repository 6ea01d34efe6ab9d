import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TempHome } from '../temp-home.ts';
import type { OpenaiApi } from './api.ts';
import { loginTokens, TEST_CHATGPT_ACCOUNT } from './tokens.ts';

/** Not a key. Long enough that the CLI takes it for one. */
export const DUMMY_OPENAI_KEY: string = `sk-dummy-${'0'.repeat(40)}`;

export interface CodexHomeOptions {
  /** Default `api-key`; `none` leaves nobody logged in. */
  readonly login?: 'api-key' | 'chatgpt' | 'none';
  /** Where `CODEX_HOME` points. Default `.codex` below the home. */
  readonly configDir?: string;
  /** Of the ChatGPT login. Default `plus`; business plans ask for more endpoints. */
  readonly plan?: string;
  /** When the ChatGPT login's tokens expire; default in ten days. */
  readonly expiresAt?: Date;
  /** How often the CLI asks again after a failure of the request or of the stream. Default 1. */
  readonly maxRetries?: number;
}

/**
 * Puts a configuration and a dummy login into a temporary home, in the form of Codex 0.169.0 (2026-11-21): a provider
 * on the stand-in, few retries, no analytics, and trust in the home's `cwd`.
 */
export async function codexHome(
  { home, cwd }: Pick<TempHome, 'home' | 'cwd'>,
  api: Pick<OpenaiApi, 'url'>,
  { login = 'api-key', configDir, plan = 'plus', expiresAt, maxRetries = 1 }: CodexHomeOptions = {},
): Promise<void> {
  const folder = configDir ?? join(home, '.codex');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const toml = [
    'model = "gpt-5.5-codex"',
    'model_provider = "stand-in"',
    `chatgpt_base_url = ${JSON.stringify(`${api.url}/backend-api/`)}`,
    'check_for_update_on_startup = false',
    'cli_auth_credentials_store = "file"',
    '',
    '[model_providers.stand-in]',
    'name = "Stand-in"',
    `base_url = ${JSON.stringify(`${api.url}/v1`)}`,
    'wire_api = "responses"',
    'requires_openai_auth = true',
    'supports_websockets = false',
    `request_max_retries = ${maxRetries}`,
    `stream_max_retries = ${maxRetries}`,
    '',
    // Left on, it makes the CLI linger for five seconds at its end where there is no network.
    '[analytics]',
    'enabled = false',
    '',
    `[projects.${JSON.stringify(cwd)}]`,
    'trust_level = "trusted"',
    '',
  ];
  await writeFile(join(folder, 'config.toml'), toml.join('\n'), { mode: 0o600 });
  if (login === 'none') return;
  const auth =
    login === 'api-key'
      ? { auth_mode: 'apikey', OPENAI_API_KEY: DUMMY_OPENAI_KEY }
      : {
          auth_mode: 'chatgpt',
          OPENAI_API_KEY: null,
          tokens: {
            ...loginTokens({ plan, ...(expiresAt !== undefined && { expiresAt }) }),
            account_id: TEST_CHATGPT_ACCOUNT,
          },
          last_refresh: new Date().toISOString(),
        };
  await writeFile(join(folder, 'auth.json'), JSON.stringify(auth), { mode: 0o600 });
}

/**
 * The environment in which Codex uses the login of {@link codexHome} on the stand-in, also to refresh it.
 *
 * @param configDir as given to `codexHome`
 */
export function codexEnv(
  { home }: Pick<TempHome, 'home'>,
  api: Pick<OpenaiApi, 'url'>,
  configDir: string = join(home, '.codex'),
): Record<string, string> {
  return { CODEX_HOME: configDir, CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${api.url}/oauth/token` };
}
