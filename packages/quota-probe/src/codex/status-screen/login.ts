import type { AccountLogin, QuotaSnapshot } from '@ccx/contracts';
import type { StatusField } from './card.ts';

/** `dev@example.com (Plus)`, one of both alone, or what kind of login it is. */
const ACCOUNT = /^(?:(?<email>\S+@\S+))?\s*(?:\((?<plan>[^()]+)\)|(?<bare>[\p{L}\d][\p{L}\d ]*))?$/u;
const ID = /^(?:[a-z]+-)?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Who is logged in with what; the plan is in small letters, as in other sources. */
export function loginOf(fields: readonly StatusField[]): Pick<QuotaSnapshot, 'plan' | 'login'> {
  const { email = null, plan, bare } = ACCOUNT.exec(wordsOf(fields, 'Account').replaceAll(/\s+/g, ' '))?.groups ?? {};
  const said = plan ?? (bare === 'ChatGPT' ? null : bare) ?? null;
  // A long id goes on in the next line without a space.
  const workspace = wordsOf(fields, 'ChatGPT workspace');
  const id = workspace.replaceAll(/\s+/g, '');
  const isId = ID.test(id);
  const login: AccountLogin = {
    accountUuid: isId ? id : null,
    email,
    organization: isId || workspace === '' ? null : workspace.replaceAll(/\s+/g, ' '),
  };
  return {
    plan: said?.toLowerCase() ?? null,
    login: Object.values(login).every((value) => value === null) ? null : login,
  };
}

function wordsOf(fields: readonly StatusField[], label: string): string {
  return fields.findLast((field) => field.label === label)?.words ?? '';
}
