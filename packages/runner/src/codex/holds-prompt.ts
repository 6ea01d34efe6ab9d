import { fieldsOf, recordLines } from '../record-lines.ts';

/**
 * Whether a rollout holds a prompt: an item `UserMessage` that is completed. Codex resumes a rollout without one just the
 * same, and its model is then told to go on with nothing (0.169.0, 2026-11-22: killed up to 40 ms after `thread.started`).
 */
export async function codexHoldsPrompt(path: string): Promise<boolean> {
  try {
    for await (const line of recordLines(path)) {
      if (fieldsOf(fieldsOf(line?.['payload'])?.['item'])?.['type'] === 'UserMessage') return true;
    }
  } catch {
    // What cannot be read, its agent cannot go on with either.
  }
  return false;
}
