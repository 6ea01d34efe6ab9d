import type { Instant, QuotaReading } from '@ccx/contracts';
import { problem, type ProblemCode } from '../../problem.ts';
import type { StatusField } from './card.ts';

type Trouble = readonly [words: RegExp, code: ProblemCode, detail: string];

/** What the card says in the place of limits. */
const LIMITS: readonly Trouble[] = [
  [/\brefresh requested\b/, 'loading', 'Codex is still asking for its limits.'],
  [/\bnot available for this account\b/, 'no-limit-rows', 'Codex says that this account has no limits.'],
  [/\bdata not available yet\b|\bsettings\/usage\b/, 'no-limit-rows', 'Codex shows no limits.'],
];
/** Screens that stand before the card. */
const SCREENS: readonly Trouble[] = [
  [/Trust this folder\?/, 'trust-prompt', 'Codex asks whether this folder is trusted.'],
  [/Choose how you want to use Codex|Sign in with ChatGPT/, 'not-logged-in', 'Nobody is logged in to Codex.'],
  [/Update available/, 'update-prompt', 'Codex offers an update.'],
  [/^.* · loading\s*$/m, 'loading', 'Codex is still loading.'],
];

/** Why a screen shows no limits; `null`: nothing that is known. */
export function troubleOf(text: string, fields: readonly StatusField[], now: Instant): QuotaReading | null {
  const account = wordsOf(fields, /^Account$/);
  if (/^API key configured\b/.test(account)) {
    return problem(
      'not-a-subscription',
      'This login has no windows: it is an API key, or paid by use in another way.',
      now,
    );
  }
  const limits = wordsOf(fields, /^Limits$/);
  const known = LIMITS.find(([words]) => words.test(limits)) ?? SCREENS.find(([words]) => words.test(text));
  if (known !== undefined) return problem(known[1], known[2], now);
  // Below a narrow edge every word may stand on its own line.
  return fields.some(({ label }) => label === 'Session' || label === 'Model')
    ? problem('no-limit-rows', 'Codex shows its status without any limits.', now)
    : null;
}

function wordsOf(fields: readonly StatusField[], label: RegExp): string {
  return fields.flatMap((field) => (label.test(field.label) ? [field.words.replaceAll(/\s+/g, ' ')] : [])).at(-1) ?? '';
}
