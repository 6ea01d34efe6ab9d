import type { QuotaSnapshot } from '@ccx/contracts';

const VERSION = /\bGemini CLI v(\d+\.\d+\.\d+)/;
const PLAN = /\b(?:Plan|Tier): +(\S.*?)(?: +\/upgrade)?$/;
const EMAIL = /\b(?:Signed|Logged) in with Google:? +\(?([^\s()]+@[^\s()]+)/;

/** Who is logged in with what, where the banner or `/stats` says it. */
export function loginOf(lines: readonly string[]): Pick<QuotaSnapshot, 'plan' | 'login' | 'cliVersion'> {
  const last = (form: RegExp): string | null => lines.flatMap((line) => form.exec(line)?.[1] ?? []).at(-1) ?? null;
  const email = last(EMAIL);
  return {
    plan: last(PLAN),
    login: email === null ? null : { accountUuid: null, email, organization: null },
    cliVersion: last(VERSION),
  };
}
