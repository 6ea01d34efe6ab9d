import type { Instant, QuotaReading } from '@ccx/contracts';
import { problem, type ProblemCode } from '../../problem.ts';

/** What a screen without a quota says about why. */
const TROUBLES: readonly (readonly [words: RegExp, code: ProblemCode, detail: string])[] = [
  [/Do you trust the files in this folder\?/, 'trust-prompt', 'Gemini CLI asks whether this folder is trusted.'],
  [
    /\bIneligibleTierError\b|\bUNSUPPORTED_CLIENT\b/,
    'not-a-subscription',
    'Google does not serve this kind of account to Gemini CLI any more.',
  ],
  [
    /How would you like to authenticate|\bWaiting for auth|\bLogin with Google\b|\bUse Gemini API key\b/i,
    'not-logged-in',
    'Nobody is logged in to Gemini CLI.',
  ],
  [
    /\b(?:Authenticated with|Auth Method:) +(?:gemini-api-key|vertex-ai)\b/,
    'not-a-subscription',
    'This login has no windows: it is an API key, or paid by use in another way.',
  ],
  [/^Select Model$|^Session Stats$|^Model\s+Reqs\b/, 'no-limit-rows', 'Gemini CLI shows no quota.'],
];

/** Why a screen shows no quota; `null`: nothing that is known. What stands lower on the screen is newer. */
export function troubleOf(lines: readonly string[], now: Instant): QuotaReading | null {
  const found = TROUBLES.map(([words, code, detail]) => ({
    at: lines.findLastIndex((line) => words.test(line)),
    rank: code === 'no-limit-rows' ? 0 : 1,
    code,
    detail,
  })).filter(({ at }) => at !== -1);
  // That nothing is shown is only what is left to say.
  const [first] = found.toSorted((a, b) => b.rank - a.rank || b.at - a.at);
  return first === undefined ? null : problem(first.code, first.detail, now);
}
