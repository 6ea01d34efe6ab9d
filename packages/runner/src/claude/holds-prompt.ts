import { recordLines } from '../record-lines.ts';

/**
 * Whether a transcript can be resumed: from its first whole line of type `user` on (2.1.329, 2026-11-22: one that is cut
 * before that is refused with "No conversation found", any later cut is not). The file is there 0.1 s earlier, with the
 * owner's line alone.
 */
export async function claudeHoldsPrompt(path: string): Promise<boolean> {
  try {
    for await (const line of recordLines(path)) if (line?.['type'] === 'user') return true;
  } catch {
    // What cannot be read, its agent cannot go on with either.
  }
  return false;
}
