import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TranscriptQuestion } from '../agent-adapter.ts';

const HEADER_BYTES = 4_096;

/** The chat of a session: `tmp/<project>/chats/session-<minute>-<first 8 of the id>.jsonl` (0.61.0), its whole id in the first line. */
export async function geminiTranscript({
  configDir,
  sessionId,
}: Pick<TranscriptQuestion, 'configDir' | 'sessionId'>): Promise<string | null> {
  const projects = join(configDir, 'tmp');
  for (const project of await readdir(projects).catch(() => [])) {
    const folder = join(projects, project, 'chats');
    const names = await readdir(folder).catch(() => []);
    for (const name of names.sort((a, b) => b.localeCompare(a))) {
      if (!name.startsWith('session-') || !name.endsWith(`-${sessionId.slice(0, 8)}.jsonl`)) continue;
      const path = join(folder, name);
      if ((await beginning(path)).includes(`"${sessionId}"`)) return path;
    }
  }
  return null;
}

async function beginning(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}
