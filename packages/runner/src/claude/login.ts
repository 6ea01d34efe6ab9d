import type { VendorLogin } from '@ccx/contracts';
import type { LoginCommand, LoginStatus } from '../agent-adapter.ts';

/**
 * `claude auth status --json` (2.1.329): prints JSON in both cases and ends with 1 when nobody is logged in, so the
 * answer decides and not the exit code. It works offline and proves no token.
 */
export const claudeLogin: LoginCommand = {
  args: ['auth', 'status', '--json'],
  read: ({ stdout }) => {
    const answer = parse(stdout);
    if (answer === null || typeof answer['loggedIn'] !== 'boolean') return null;
    if (!answer['loggedIn']) return { auth: 'login-needed', billing: null, detail: 'Not logged in.' };
    const login = loginIn(answer);
    return { ...loggedIn(answer), ...(login !== null && { login }) };
  },
};

/** It names no account but the organization's, which colleagues share; a key and a long-lived token have no name. */
function loginIn(answer: Answer): VendorLogin | null {
  const text = (name: string): string | null => {
    const value = answer[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const [email, organization] = [text('email'), text('orgName')];
  if (email === null && organization === null) return null;
  const plan = text('planTier') ?? text('subscriptionType');
  const organizationId = text('orgId');
  return {
    accountUuid: null,
    email,
    organization,
    ...(organizationId !== null && { organizationId }),
    plan,
    configDir: text('configDirectory'),
  };
}

function loggedIn(answer: Answer): LoginStatus {
  const who = typeof answer['email'] === 'string' ? ` as ${answer['email']}` : '';
  const plan = typeof answer['subscriptionType'] === 'string' ? `, plan ${answer['subscriptionType']}` : '';
  switch (answer['authMethod']) {
    case 'claude.ai':
      return { auth: 'ok', billing: 'subscription', detail: `Logged in${who}${plan}.` };
    case 'oauth_token':
      return { auth: 'ok', billing: 'subscription', detail: 'Logged in by a long-lived token.' };
    case 'api_key': {
      const source = typeof answer['apiKeySource'] === 'string' ? ` from ${answer['apiKeySource']}` : '';
      return { auth: 'api-key', billing: 'api', detail: `Uses an API key${source}.` };
    }
    default:
      return { auth: 'ok', billing: null, detail: `Logged in${who}.` };
  }
}

type Answer = Readonly<Record<string, unknown>>;

function parse(text: string): Answer | null {
  const start = text.indexOf('{');
  if (start === -1) return null;
  try {
    const value: unknown = JSON.parse(text.slice(start, text.lastIndexOf('}') + 1));
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
