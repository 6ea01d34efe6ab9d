import type { LimitWording } from '../limit-wording.ts';

/**
 * Codex's sentences about a reached limit, as `codex exec` 0.151.0 to 0.169.0 writes them (2026-11-21). Its apostrophe
 * is the typographic one; the text is compared after that has been made plain. A cap that the owner of a workspace set
 * carries no reset; an empty purse is mended by a person only. These two are reported and not recorded.
 */
export const CODEX_LIMIT_WORDINGS: readonly LimitWording[] = [
  { pattern: /^you(?:'ve| have) (?:hit|reached) your usage limit\b/i },
  { pattern: /^you(?:'ve| have)? (?:hit|reached) (?:your|the) (?:[\w-]+ ){0,3}spend(?:ing)? (?:cap|limit)\b/i },
  { pattern: /^(?:your workspace is|you're) out of credits\b/i, entitlement: true },
];
