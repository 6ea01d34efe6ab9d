import type { Signs } from './signs.ts';

/**
 * Claude Code 2.1.329, 2026-11-21. `settings.json` alone proves nothing: tools around Claude Code keep one of their own in
 * folders beside its config dir (claude-mem in `~/.claude-mem`).
 */
export const claudeSigns: Signs = {
  proofs: ['.claude.json'],
  hints: ['settings.json', 'sessions/', 'history.jsonl'],
};
