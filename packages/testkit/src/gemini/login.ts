import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TempHome } from '../temp-home.ts';
import type { GeminiApi } from './api.ts';

/** Not a key. */
export const DUMMY_GEMINI_KEY: string = `dummy-${'0'.repeat(33)}`;

/** How Gemini CLI is logged in: with a key, with a Google account, or not at all. */
export type GeminiLogin = 'api-key' | 'google' | 'none';

export interface GeminiHomeOptions {
  /** Default `api-key`. */
  readonly login?: GeminiLogin;
  /** The config dir, `.gemini` in the folder that `GEMINI_CLI_HOME` names. Default `.gemini` below the home. */
  readonly configDir?: string;
  /** How often the CLI asks for one turn, 1 to 10. Default 2. With a Google login it counts only where a model is named. */
  readonly maxAttempts?: number;
}

const SELECTED_TYPES: Readonly<Record<GeminiLogin, string | null>> = {
  'api-key': 'gemini-api-key',
  google: 'oauth-personal',
  none: null,
};

/**
 * Puts the settings into a temporary home by which Gemini CLI 0.61.0 (2026-11-21) logs in as said, asks few times and
 * tells nobody about it. The credentials themselves are in {@link geminiEnv}.
 */
export async function geminiHome(
  { home }: Pick<TempHome, 'home'>,
  { login = 'api-key', configDir = join(home, '.gemini'), maxAttempts = 2 }: GeminiHomeOptions = {},
): Promise<void> {
  await mkdir(configDir, { recursive: true, mode: 0o700 });
  const selectedType = SELECTED_TYPES[login];
  const settings = {
    ...(selectedType !== null && { security: { auth: { selectedType } } }),
    privacy: { usageStatisticsEnabled: false },
    general: { enableAutoUpdate: false, enableAutoUpdateNotification: false, maxAttempts },
  };
  await writeFile(join(configDir, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
}

/**
 * The environment in which Gemini CLI uses the login of {@link geminiHome} on the stand-in. The Google login has a token
 * of the environment, which is never refreshed.
 *
 * @param login as given to `geminiHome`
 */
export function geminiEnv(api: Pick<GeminiApi, 'url'>, login: GeminiLogin = 'api-key'): Record<string, string> {
  const endpoint = { CODE_ASSIST_ENDPOINT: api.url };
  switch (login) {
    case 'api-key':
      return { ...endpoint, GEMINI_API_KEY: DUMMY_GEMINI_KEY, GOOGLE_GEMINI_BASE_URL: api.url };
    case 'google':
      return { ...endpoint, GOOGLE_GENAI_USE_GCA: 'true', GOOGLE_CLOUD_ACCESS_TOKEN: 'dummy-access-token' };
    case 'none':
      // A base URL alone would count as the login of a gateway.
      return endpoint;
  }
}
