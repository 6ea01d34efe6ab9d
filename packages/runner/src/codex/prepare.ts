import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunRequest } from '@ccx/contracts';
import type { Preparation } from '../agent-adapter.ts';

/** What depends on the folder and what needs a file: 0.169.0 refuses to run outside git, and reads a schema from a file. */
export async function prepareCodex({ cwd, jsonSchema }: RunRequest): Promise<Preparation> {
  const args = (await insideGit(cwd)) ? [] : ['--skip-git-repo-check'];
  if (jsonSchema === undefined) return { args, release: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'ccx-schema-'));
  const release = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const file = join(folder, 'schema.json');
    await writeFile(file, JSON.stringify(jsonSchema), { mode: 0o600 });
    return { args: [...args, '--output-schema', file], release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** As Codex looks for it: a `.git`, folder or file, here or above. */
async function insideGit(cwd: string): Promise<boolean> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = await access(join(folder, '.git')).then(
      () => true,
      () => false,
    );
    if (found || dirname(folder) === folder) return found;
  }
}
