import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { objectAt, textAt } from '../claude/json.ts';
import type { Line } from '../claude/line.ts';
import type { Machine } from '../machine/machine.ts';
import { thrownText } from './failure.ts';
import type { Login } from '../scenario/scenario.ts';

type Env = Machine['env'];

/** How the CLI is logged in, as far as the stand-in tells ways apart. */
export type GeminiLogin = 'google' | 'api-key' | 'vertex';

/** A login, or the words on stderr with which a run without one ends, exit 41. */
export type FoundLogin =
  | { readonly ok: true; readonly login: GeminiLogin; readonly expired: boolean }
  | { readonly ok: false; readonly why: string };

/**
 * The login: the scenario's, else `security.auth.selectedType` of the settings, else what the variables say. A Google
 * login is believed when its file exists; nobody opens it.
 */
export function findLogin(
  of: { readonly env: Env; readonly configDir: string; readonly settings: Line },
  scripted: Login | undefined,
): FoundLogin {
  if (scripted === 'none') return { ok: false, why: nobodyChose(of.configDir) };
  if (scripted !== undefined) {
    return { ok: true, login: scripted === 'api-key' ? 'api-key' : 'google', expired: scripted === 'expired' };
  }
  const chosen = textAt(objectAt(objectAt(of.settings, 'security'), 'auth'), 'selectedType');
  switch (chosen ?? typeOfVariables(of.env)) {
    case null:
      return { ok: false, why: nobodyChose(of.configDir) };
    case 'oauth-personal':
      return google(of.env, of.configDir);
    case 'gemini-api-key':
      return set(of.env, 'GEMINI_API_KEY')
        ? { ok: true, login: 'api-key', expired: false }
        : {
            ok: false,
            why: 'When using Gemini API, you must specify the GEMINI_API_KEY environment variable.\nUpdate your environment and try again (no reload needed if using .env)!',
          };
    case 'vertex-ai':
      return hasVertex(of.env) ? { ok: true, login: 'vertex', expired: false } : { ok: false, why: NO_VERTEX };
    default:
      return { ok: false, why: 'Invalid auth method selected.' };
  }
}

function google(env: Env, configDir: string): FoundLogin {
  const token = env['GOOGLE_GENAI_USE_GCA'] === 'true' && set(env, 'GOOGLE_CLOUD_ACCESS_TOKEN');
  if (token || existsSync(join(configDir, 'oauth_creds.json'))) return { ok: true, login: 'google', expired: false };
  const name = 'FatalAuthenticationError';
  const thrown = thrownText({ name, message: NO_GOOGLE, at: ['async initOauthClient'], fields: ['exitCode: 41'] });
  return { ok: false, why: `Error authenticating: ${thrown}\n\u001B[31m${NO_GOOGLE}\u001B[0m` };
}

const NO_GOOGLE =
  'Manual authorization is required but the current session is non-interactive. Please run the Gemini CLI in an interactive terminal to log in, provide a GEMINI_API_KEY, or ensure Application Default Credentials are configured.';
const NO_VERTEX = `When using Vertex AI, you must specify either:
• GOOGLE_CLOUD_PROJECT and GOOGLE_CLOUD_LOCATION environment variables.
• GOOGLE_API_KEY environment variable (if using express mode).
Update your environment and try again (no reload needed if using .env)!`;

function hasVertex(env: Env): boolean {
  return set(env, 'GOOGLE_API_KEY') || (set(env, 'GOOGLE_CLOUD_PROJECT') && set(env, 'GOOGLE_CLOUD_LOCATION'));
}

/** In the order of the CLI's own rule. */
function typeOfVariables(env: Env): string | null {
  if (env['GOOGLE_GENAI_USE_GCA'] === 'true') return 'oauth-personal';
  if (env['GOOGLE_GENAI_USE_VERTEXAI'] === 'true') return 'vertex-ai';
  return set(env, 'GEMINI_API_KEY') ? 'gemini-api-key' : null;
}

function set(env: Env, name: string): boolean {
  return (env[name] ?? '') !== '';
}

function nobodyChose(configDir: string): string {
  return `Please set an Auth method in your ${join(configDir, 'settings.json')} or specify one of the following environment variables before running: GEMINI_API_KEY, GOOGLE_GENAI_USE_VERTEXAI, GOOGLE_GENAI_USE_GCA`;
}
