const TOKEN = 'dummy-access-token';

/** The login of a person whom nobody named. */
export const DEFAULT_LOGIN = 'ada';

/** Not a token. Tells the stand-in whose login asks. */
export function accessToken(login: string): string {
  return login === DEFAULT_LOGIN ? TOKEN : `${TOKEN}-${login}`;
}

/** The name in the token of a request; `null` where it brings none of {@link accessToken}. */
export function loginOf(headers: Readonly<Record<string, string | readonly string[] | undefined>>): string | null {
  const { authorization } = headers;
  if (typeof authorization !== 'string' || !authorization.startsWith(`Bearer ${TOKEN}`)) return null;
  return authorization.slice(`Bearer ${TOKEN}-`.length) || DEFAULT_LOGIN;
}
