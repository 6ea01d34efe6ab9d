import type { QuotaSnapshot } from '@ccx/contracts';

const PLANS = 'max|pro|team|enterprise|free';
/** Where a plan stands: in the banner, in the row of `/status`, or alone; not in the middle of a sentence. */
const PLAN: readonly RegExp[] = [
  new RegExp(`·\\s*claude\\s*(${PLANS})\\s*(?:·|$)`, 'i'),
  new RegExp(`^login method:.*\\bclaude (${PLANS})\\b`, 'i'),
  new RegExp(`^plan: *(?:claude )?(${PLANS})$`, 'i'),
  new RegExp(`^(?:claude )?(${PLANS}) plan$`, 'i'),
];
const EMAIL = /^(?:account|email): *(\S+@\S+)$/i;
const ORGANIZATION = /^org(?:anization)?: *(\S.*)$/i;
const VERSION = /\bClaude Code v(\d+\.\d+\.\d+)/;

/** Who is logged in with what, where a screen says it beside the numbers; the plan is in small letters, as in other sources. */
export function loginOf(lines: readonly string[]): Pick<QuotaSnapshot, 'plan' | 'login' | 'cliVersion'> {
  const found = (...forms: readonly RegExp[]): string | null =>
    lines
      .flatMap((line) => forms.map((form) => form.exec(line.trim())?.[1] ?? []))
      .flat()
      .at(-1) ?? null;
  const [email, organization] = [found(EMAIL), found(ORGANIZATION)];
  return {
    plan: found(...PLAN)?.toLowerCase() ?? null,
    login: email === null && organization === null ? null : { accountUuid: null, email, organization },
    cliVersion: found(VERSION),
  };
}
