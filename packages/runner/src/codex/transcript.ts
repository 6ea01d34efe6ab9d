import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TranscriptQuestion } from '../agent-adapter.ts';

/** Days of sessions to look through, newest first. */
const DAYS = 1_000;

/** The rollout of a thread: `sessions/YYYY/MM/DD/rollout-<local time>-<thread id>.jsonl` (0.169.0); a resume adds to it. */
export async function codexTranscript({
  configDir,
  sessionId,
}: Pick<TranscriptQuestion, 'configDir' | 'sessionId'>): Promise<string | null> {
  const sessions = join(configDir, 'sessions');
  let days = 0;
  for (const year of await newestFirst(sessions)) {
    for (const month of await newestFirst(join(sessions, year))) {
      for (const day of await newestFirst(join(sessions, year, month))) {
        days += 1;
        if (days > DAYS) return null;
        const folder = join(sessions, year, month, day);
        const names = await readdir(folder).catch(() => []);
        const name = names.find((each) => each.startsWith('rollout-') && each.endsWith(`-${sessionId}.jsonl`));
        if (name !== undefined) return join(folder, name);
      }
    }
  }
  return null;
}

async function newestFirst(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^\d{2,4}$/.test(name)).sort((a, b) => b.localeCompare(a));
}
