import type { LimitWording } from '../limit-wording.ts';

/**
 * Codex's sentences about a reached limit, as `codex exec` 0.151.0 to 0.169.0 writes them (2026-11-21). Its apostrophe
 * is the typographic one; the text is compared after that has been made plain.
 */
export const CODEX_LIMIT_WORDINGS: readonly LimitWording[] = [
  { pattern: /^you(?:'ve| have) (?:hit|reached) your usage limit\b/i },
];
