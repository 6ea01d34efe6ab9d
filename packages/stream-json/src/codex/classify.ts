import type { ClassifyContext, Failure, FailureClass } from '@ccx/contracts';
import { byPrecedence, type OutcomeRow } from '../failure-table.ts';
import { findLimitSentence, type LimitSentence } from '../limit-text.ts';

interface TextFacts {
  readonly text: string;
  readonly limit: LimitSentence | null;
}

interface TextRow extends OutcomeRow<TextFacts> {
  readonly pattern?: RegExp;
}

function row(outcome: string, failureClass: FailureClass, pattern: RegExp): TextRow {
  return { outcome, class: failureClass, reset: 'none', holds: ({ text }) => pattern.test(text), pattern };
}

/**
 * How a turn of Codex fails, by its words: `exec --json` has no error codes. Source: 0.169.0 against a scripted API,
 * 2026-11-21. Every pattern begins at the beginning of a line; apostrophes are plain.
 */
export const CODEX_TEXT_OUTCOMES: readonly TextRow[] = byPrecedence<TextRow>([
  row('no login', 'auth', /^not logged in\b/im),
  row('no key', 'auth', /^(?:error: )?missing environment variable: /im),
  row('login refused', 'auth', /^(?:error: )?unexpected status 40[13]\b/im),
  row('token not refreshed', 'auth', /^your access token could not be refreshed\b/im),
  { outcome: 'limit sentence', class: 'limit', reset: 'text', holds: ({ limit }) => limit?.entitlement === false },
  { outcome: 'no credits', class: 'billing', reset: 'none', holds: ({ limit }) => limit?.entitlement === true },
  row('insufficient_quota', 'billing', /^quota exceeded\. check your plan and billing details\b/im),
  row('usage_not_included', 'billing', /^to use codex with your chatgpt plan, upgrade\b/im),
  row('429', 'overload', /^(?:exceeded retry limit, last|unexpected) status:? (?:429|5\d\d)\b/im),
  row('rate_limit_exceeded', 'overload', /^rate limit (?:exceeded|reached)\b/im),
  row('500', 'overload', /^we're currently experiencing high demand\b/im),
  row('at capacity', 'overload', /^selected model is at capacity\b/im),
  row('too long', 'context', /^codex ran out of room in the model's context window\b/im),
  row(
    'no connection',
    'transport',
    /^(?:connection failed\b|error sending request\b|stream disconnected\b|stream error\b|request timed out\b|timeout waiting for\b|waiting for network\b)/im,
  ),
  row(
    'unknown model',
    'config',
    /^the (?:requested )?(?:model ['`"][^'`"]+['`"]|['`"][^'`"]+['`"] model) (?:does not exist\b|is not supported\b)/im,
  ),
  row('untrusted folder', 'config', /^not inside a trusted directory\b/im),
  row('settings', 'config', /^error loading config\.toml\b/im),
  row('unknown thread', 'config', /^(?:error: )?(?:thread\/resume\b.*)?\bno rollout found for thread id\b/im),
  row('no prompt', 'config', /^no prompt provided via stdin\b/im),
  row(
    'wrong flag',
    'config',
    /^error: (?:unexpected argument\b|invalid value\b|unrecognized subcommand\b|the following required arguments\b|the argument '[^']*'|a value is required\b|unexpected value\b)/im,
  ),
]);

/**
 * The failure that a text names, `null` where it names none. `detail` is the whole text of a result, and of stderr,
 * which may be long, the line that said it.
 */
export function classifyCodexText(text: string, about: ClassifyContext): Failure | null {
  const plain = text.replaceAll('\u2019', "'");
  const limit = findLimitSentence(plain, about);
  const found = CODEX_TEXT_OUTCOMES.find((each) => each.holds({ text: plain, limit }));
  if (found === undefined) return null;
  const { pattern } = found;
  const line = pattern === undefined ? limit?.line : plain.split('\n').find((each) => pattern.test(each));
  return {
    class: found.class,
    detail: about.from === 'result' ? text.trim() : (line ?? text).trim(),
    limit: pattern === undefined ? (limit?.signal ?? null) : null,
  };
}
