/** The dummy account of ChatGPT and its user. */
export const TEST_CHATGPT_ACCOUNT = 'acct-00000000-0000-4000-8000-00000000000a';
export const TEST_CHATGPT_USER = 'user-dummy0001';

/** The tokens of a login. They are unsigned: the CLI reads their claims, only the vendor's servers check more. */
export interface LoginTokens {
  readonly id_token: string;
  readonly access_token: string;
  readonly refresh_token: string;
}

/** Dummy tokens in the form of Codex 0.169.0 (2026-11-21), valid for ten days from now unless told otherwise. */
export function loginTokens({
  plan = 'plus',
  expiresAt = new Date(Date.now() + 864_000_000),
}: { readonly plan?: string; readonly expiresAt?: Date } = {}): LoginTokens {
  const common = {
    iss: 'https://auth.openai.com',
    iat: Math.floor(Date.now() / 1000) - 60,
    exp: Math.floor(expiresAt.getTime() / 1000),
    'https://api.openai.com/auth': {
      chatgpt_plan_type: plan,
      chatgpt_user_id: TEST_CHATGPT_USER,
      user_id: TEST_CHATGPT_USER,
      chatgpt_account_id: TEST_CHATGPT_ACCOUNT,
    },
  };
  const person = { email: 'ada@example.com', email_verified: true };
  return {
    id_token: unsigned({ ...common, ...person, aud: ['app_dummy'] }),
    access_token: unsigned({
      ...common,
      aud: ['https://api.openai.com/v1'],
      'https://api.openai.com/profile': person,
    }),
    refresh_token: 'dummy-refresh-token',
  };
}

function unsigned(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.${Buffer.from('dummy').toString('base64url')}`;
}
