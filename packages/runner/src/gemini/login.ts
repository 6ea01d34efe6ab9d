import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AGENTS, type Env, type VendorLogin } from '@ccx/contracts';
import type { LoginQuestion, LoginStatus } from '../agent-adapter.ts';
import { parseFields } from '../record-lines.ts';

const NEEDED = { auth: 'login-needed', billing: null } as const;

/**
 * Gemini CLI 0.61.0 has no status command. How it logs in is chosen in `settings.json`, else by variables; whether a
 * Google login is there is told by the existence of its file, which is never opened.
 */
export async function geminiLogin({ env, configDir }: LoginQuestion): Promise<LoginStatus> {
  const selected = await selectedType(join(configDir, 'settings.json'));
  if (selected === undefined) return { auth: 'unknown', billing: null, detail: 'Its settings.json cannot be read.' };
  switch (selected ?? typeOfVariables(env)) {
    case 'oauth-personal':
      return googleLogin(env, configDir);
    case 'gemini-api-key':
      return keyLogin(env, configDir);
    case 'vertex-ai':
      return { auth: 'ok', billing: 'api', detail: 'Uses Vertex AI.' };
    case null:
      if (await exists(join(configDir, '.env'))) return inEnvFile();
      return { ...NEEDED, detail: 'Nobody has chosen how to log in.' };
    default:
      return { auth: 'unknown', billing: null, detail: 'Logs in by a way that cannot be looked up.' };
  }
}

async function googleLogin(env: Env, configDir: string): Promise<LoginStatus> {
  const token = env['GOOGLE_GENAI_USE_GCA'] === 'true' && set(env, 'GOOGLE_CLOUD_ACCESS_TOKEN');
  if (token) return { auth: 'ok', billing: 'subscription', detail: 'Uses a Google access token of the environment.' };
  if (await exists(join(configDir, AGENTS.gemini.credentialFile))) {
    const login = await googleAccount(configDir);
    const who = login === null ? '' : ` as ${login.email}`;
    return {
      auth: 'ok',
      billing: 'subscription',
      detail: `Logged in with Google${who}.`,
      ...(login !== null && { login }),
    };
  }
  if (env['GEMINI_FORCE_ENCRYPTED_FILE_STORAGE'] === 'true') {
    return { auth: 'unknown', billing: 'subscription', detail: 'Its Google login is kept encrypted.' };
  }
  return { ...NEEDED, detail: 'Not logged in with Google.' };
}

/** `google_accounts.json` (0.61.0: `{ active, old }`, addresses and nothing else), written at a login; no credential is in it. */
async function googleAccount(configDir: string): Promise<VendorLogin | null> {
  const file = await readFile(join(configDir, 'google_accounts.json'), 'utf8').catch(() => '');
  const email = parseFields(file)?.['active'];
  if (typeof email !== 'string' || email === '') return null;
  return { accountUuid: null, email, organization: null, plan: null, configDir: null };
}

async function keyLogin(env: Env, configDir: string): Promise<LoginStatus> {
  if (set(env, 'GEMINI_API_KEY')) return { auth: 'api-key', billing: 'api', detail: 'Uses an API key.' };
  if (await exists(join(configDir, '.env'))) return inEnvFile();
  return { ...NEEDED, detail: 'It is to use an API key, and there is none.' };
}

/** The CLI reads variables from such a file; it may hold keys, so it is not looked into. */
function inEnvFile(): LoginStatus {
  return { auth: 'unknown', billing: null, detail: 'Its login may be in the .env file of its config dir.' };
}

/** In the order of the CLI's own rule. */
function typeOfVariables(env: Env): string | null {
  if (env['GOOGLE_GENAI_USE_GCA'] === 'true') return 'oauth-personal';
  if (env['GOOGLE_GENAI_USE_VERTEXAI'] === 'true') return 'vertex-ai';
  if (set(env, 'GOOGLE_GEMINI_BASE_URL')) return 'gateway';
  return set(env, 'GEMINI_API_KEY') ? 'gemini-api-key' : null;
}

/** `security.auth.selectedType`; `null` where it is not set, `undefined` where the settings cannot be read. */
async function selectedType(path: string): Promise<string | null | undefined> {
  try {
    const settings: unknown = JSON.parse(await readFile(path, 'utf8'));
    const value = ['security', 'auth', 'selectedType'].reduce(field, settings);
    return typeof value === 'string' && value !== '' ? value : null;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? null : undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : null;
}

function set(env: Env, name: string): boolean {
  return (env[name] ?? '') !== '';
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
