import type { Machine } from '../machine/machine.ts';
import type { Login, Scenario } from '../scenario/scenario.ts';
import type { Place } from './place.ts';
import { join } from 'node:path';

/** `auth status`: what is known of the login without asking anybody. Exit 0 when logged in, 1 when not. */
export async function authStatus(
  machine: Machine,
  about: { readonly scenario: Scenario; readonly place: Place; readonly login: Login; readonly json: boolean },
): Promise<number> {
  const { scenario, place, login, json } = about;
  const {
    email = 'dev@example.com',
    plan = 'max',
    organizationId = '00000000-0000-4000-8000-00000000000a',
  } = scenario.account ?? {};
  const organization = scenario.account?.organization ?? `${email}'s Organization`;
  const subscription = login === 'subscription' || login === 'expired';
  const loggedIn = login !== 'none';
  const method = {
    'api-key': 'api_key',
    'setup-token': 'oauth_token',
    none: 'none',
    subscription: 'claude.ai',
    expired: 'claude.ai',
  };
  if (!json) {
    const lines = subscription
      ? [`Login method: Claude ${plan} account`, `Organization: ${organization}`, `Email: ${email}`]
      : [loggedIn ? `Login method: ${method[login]}` : 'Not logged in'];
    await machine.output.line(lines.join('\n'));
    return loggedIn ? 0 : 1;
  }
  const status = {
    loggedIn,
    authMethod: method[login],
    apiProvider: 'firstParty',
    analyticsDisabled: login === 'api-key',
    projectsDirectory: join(place.configDir, 'projects'),
    configDirectory: place.configDir,
    loginExpiresAt: null,
    consoleProfileSignInOffered: true,
    ...(login === 'api-key' ? { apiKeySource: 'ANTHROPIC_API_KEY' } : {}),
    ...(subscription
      ? {
          email,
          orgId: organizationId,
          orgName: organization,
          subscriptionType: plan,
          storedClaudeAiLogin: true,
          planTier: `${plan}_20x`,
        }
      : {}),
  };
  await machine.output.line(JSON.stringify(status, null, 2));
  return loggedIn ? 0 : 1;
}
