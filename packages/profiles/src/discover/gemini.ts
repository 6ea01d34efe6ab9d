import type { Signs } from './signs.ts';

/** Gemini CLI 0.61.0, 2026-11-21. */
export const geminiSigns: Signs = {
  proofs: ['settings.json', 'projects.json', 'trustedFolders.json', 'google_accounts.json'],
  hints: [],
};
