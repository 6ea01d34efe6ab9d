import { access, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AGENTS, type Account, type Env } from '@ccx/contracts';
import { fieldsOf, parseFields, textOf } from '../fields.ts';

/**
 * Whether a login has quotas that can be asked for: `plan` does, `api` is paid by use and has none, `none` is nobody.
 * `unknown` is every login that cannot be looked up without opening what holds it.
 */
export type GeminiLogin = 'plan' | 'api' | 'none' | 'unknown';

/**
 * How Gemini CLI 0.61.0 (2026-11-21) is logged in. It is chosen in `settings.json`, else by variables; a Google login is
 * known by the existence of its file, which is never opened.
 */
export async function geminiLogin({ configDir }: Account, env: Env): Promise<GeminiLogin> {
  const folder = configDir ?? join(env['HOME'] ?? homedir(), AGENTS.gemini.defaultConfigDir);
  const selected = await selectedType(join(folder, 'settings.json'));
  if (selected === undefined) return 'unknown';
  const isGoogle = await exists(join(folder, AGENTS.gemini.credentialFile));
  // The CLI reads variables from such a file; it may hold keys, so it is not looked into.
  const mayHide = (await exists(join(folder, '.env'))) || env['GEMINI_FORCE_ENCRYPTED_FILE_STORAGE'] === 'true';
  switch (selected ?? (isGoogle ? 'oauth-personal' : typeOfVariables(env))) {
    case 'oauth-personal':
      return isGoogle || isSet(env, 'GOOGLE_CLOUD_ACCESS_TOKEN') ? 'plan' : mayHide ? 'unknown' : 'none';
    case 'gemini-api-key':
    case 'vertex-ai':
    case 'gateway':
      return 'api';
    case null:
      return mayHide ? 'unknown' : 'none';
    default:
      return 'unknown';
  }
}

/** In the order of the CLI's own rule. */
function typeOfVariables(env: Env): string | null {
  if (env['GOOGLE_GENAI_USE_GCA'] === 'true') return 'oauth-personal';
  if (env['GOOGLE_GENAI_USE_VERTEXAI'] === 'true') return 'vertex-ai';
  if (isSet(env, 'GOOGLE_GEMINI_BASE_URL')) return 'gateway';
  return isSet(env, 'GEMINI_API_KEY') ? 'gemini-api-key' : null;
}

/** `security.auth.selectedType`; `null` where it is not set, `undefined` where the settings cannot be read. */
async function selectedType(path: string): Promise<string | null | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => (isMissing(error) ? '{}' : ''));
  const settings = parseFields(text);
  return settings === null ? undefined : textOf(fieldsOf(fieldsOf(settings['security'])?.['auth'])?.['selectedType']);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function isSet(env: Env, name: string): boolean {
  return (env[name] ?? '') !== '';
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
