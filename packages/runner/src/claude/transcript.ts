import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TranscriptQuestion } from '../agent-adapter.ts';

/** The folder of a working directory under `projects`: all that is no letter or digit becomes `-` (2.1.329). */
export function projectSlug(cwd: string): string {
  return cwd.replace(/[^a-z0-9]/gi, '-');
}

/** The transcript of a session, where the CLI kept one (`--no-session-persistence` keeps none). */
export async function claudeTranscript({ configDir, cwd, sessionId }: TranscriptQuestion): Promise<string | null> {
  const projects = join(configDir, 'projects');
  const name = `${sessionId}.jsonl`;
  const expected = join(projects, projectSlug(cwd), name);
  if (await exists(expected)) return expected;
  // A resumed session stays where it began, and very long folder names are shortened: the id is unique, so look.
  for (const folder of await readdir(projects).catch(() => [])) {
    const path = join(projects, folder, name);
    if (await exists(path)) return path;
  }
  return null;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
