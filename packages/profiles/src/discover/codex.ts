import type { Signs } from './signs.ts';

/** Codex 0.169.0, 2026-11-21. */
export const codexSigns: Signs = {
  proofs: ['installation_id'],
  hints: ['config.toml', 'history.jsonl', 'skills/.system/'],
};
