import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What belongs to a transcript (2.1.329): the files below the folder `<session>/` beside `<session>.jsonl`, those of its
 * subagents and of tool results that were too long.
 */
export async function claudeRecordFiles(transcriptPath: string): Promise<readonly string[]> {
  const folder = transcriptPath.replace(/\.jsonl$/, '');
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}
