import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The history of a session, `projects/FOLDER/SESSION.jsonl`, where FOLDER is the folder in which it began with all but
 * letters and digits as `-` (Claude Code 2.1.329, 2026-11-21); `null` where there is none. One whose folder has another
 * name, as very long ones have, is looked for in all of them.
 */
export function transcriptPath(configDir: string, sessionId: string, cwd: string | null): string | null {
  const projects = join(configDir, 'projects');
  const file = `${sessionId}.jsonl`;
  const usual = cwd === null ? null : join(projects, cwd.replaceAll(/[^a-z0-9]/gi, '-'), file);
  if (usual !== null && existsSync(usual)) return usual;
  return (
    foldersIn(projects)
      .map((folder) => join(projects, folder, file))
      .find((path) => existsSync(path)) ?? null
  );
}

function foldersIn(projects: string): readonly string[] {
  try {
    return readdirSync(projects);
  } catch {
    return [];
  }
}
