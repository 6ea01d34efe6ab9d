import type { LimitWording } from '../limit-wording.ts';

/**
 * Claude Code's sentences about a reached limit: seen with 2.1.329 on 2026-11-21, reported from older versions, and the
 * prefixes that Agent SDK 0.3.329 exports as usage limit errors. Its notices about approaching limits ("You've used",
 * "You're close to", "Now using extra usage") and its other limits ("Context limit reached", "Fast limit reached") say
 * nothing about the account and match no row.
 */
export const CLAUDE_LIMIT_WORDINGS: readonly LimitWording[] = [
  { pattern: /^claude ai usage limit reached\|(?<epoch>\d{10,13})\b/i },
  { pattern: /^claude (?:ai )?usage limit reached\b/i },
  { pattern: /^you(?:'ve| have) (?:hit|reached) your\b(?: (?<window>[^·∙•.]*?) limit\b)?/i },
  { pattern: /^you're out of (?:extra usage|usage credits|usage)\b/i },
  {
    pattern:
      /^(?:your )?(?<window>(?:\d+|five|seven)[- ](?:hour|day)|session|daily|weekly|monthly|opus|sonnet|usage|plan|opus weekly|sonnet weekly|weekly opus|weekly sonnet) limit (?:has been )?reached\b/i,
  },
  { pattern: /^your org is out of usage\b/i, entitlement: true },
  { pattern: /^your seat type doesn't include (?:extra )?usage\b/i, entitlement: true },
  { pattern: /^your usage allocation has been disabled\b/i, entitlement: true },
  { pattern: /^your group's usage limit is set to\b/i, entitlement: true },
];
