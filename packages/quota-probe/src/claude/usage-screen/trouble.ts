import { parseResetTime, type QuotaReading } from '@ccx/contracts';
import { problem, type ProblemCode } from '../../problem.ts';
import type { ScreenQuestion } from '../../screen-question.ts';
import { SESSION_MINUTES } from '../../window.ts';
import { compact } from './heading.ts';

/** Where the panel says that it has no numbers, and why follows. */
export const LOAD_ERROR: RegExp = /failedtoloadusagedata|couldntloadusagedata|usagepageisratelimited/;

/** Words that explain a screen without a number, in the order in which they count; spaces and signs are lost in them. */
const TROUBLES: readonly (readonly [RegExp, ProblemCode])[] = [
  [/doyoutrustthefiles|quicksafetycheck|yesitrustthisfolder|accessingworkspace/, 'trust-prompt'],
  [/readytocodehere|pressentertocontinue|syntaxtheme|selectloginmethod|pastecodehereifprompted/, 'onboarding'],
  [/detectedacustomapikey|settingserror|runninginbypasspermissionsmode|showplanusagelimits/, 'dialog'],
  [/makeautomodeyourdefault|trythenewfullscreen/, 'dialog'],
  [/fieldswereunavailable/, 'form-unknown'],
  [/authenticationerror|tokenexpired|tokenhasexpired|apierror401|apierror403/, 'auth-expired'],
  [/usagepageisratelimited|loadusagedata.*ratelimit/, 'usage-endpoint-limited'],
  [/failedtoloadusagedata|couldntloadusagedata/, 'usage-endpoint-failed'],
  [/onlyavailableforsubscriptionplans/, 'not-a-subscription'],
  [/accountinformationnotfound|pleaserunlogin|runclaudeauthlogin|doesnothaveaccesstoclaudecode/, 'not-logged-in'],
  [/unknowncommandusage/, 'cli-too-old'],
  [/nousagelimitstoshow/, 'no-limit-rows'],
];

/** What a screen without numbers says about why; `null`: nothing that is known. */
export function troubleOf(lines: readonly string[], { now, timeZone }: ScreenQuestion): QuotaReading | null {
  const filled = lines.map((line) => line.trim()).filter((line) => line !== '');
  const text = compact(filled.join(' ')).replaceAll(/[()]/g, '');
  const code = TROUBLES.find(([words]) => words.test(text))?.[1];
  if (code === undefined) return null;
  const words = TROUBLES.flatMap(([one, its]) => (its === code ? [one] : []));
  const at = filled.findIndex((line) => words.some((one) => one.test(compact(line).replaceAll(/[()]/g, ''))));
  const detail = at === -1 ? filled.slice(0, 3) : filled.slice(at, at + 2);
  const until = /\buntil\s+(.+)$/m.exec(filled.join('\n'))?.[1] ?? null;
  const retryAt =
    code === 'usage-endpoint-limited' && until !== null
      ? parseResetTime(`resets ${until.replace(/\.$/, '')}`, { now, timeZone, windowMinutes: SESSION_MINUTES })
      : null;
  return problem(code, detail.join(' '), now, retryAt);
}
