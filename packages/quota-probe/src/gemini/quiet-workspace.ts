import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Of a workspace that is trusted these outrank the person's own. */
const SETTINGS = {
  hooksConfig: { enabled: false },
  general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
} as const;

/**
 * A folder beside the probe's, with nothing in it but settings that keep the person's hooks and updates from running
 * (0.61.0): the command line has no word for them. `null` where something else lies in it, or it could not be made.
 */
export async function quietWorkspace(probeFolder: string): Promise<string | null> {
  const workspace = join(dirname(probeFolder), 'probe-gemini');
  const inside = join(workspace, '.gemini');
  const draft = join(dirname(probeFolder), `.probe-gemini-${randomUUID()}`);
  try {
    await mkdir(inside, { recursive: true, mode: 0o700 });
    await writeFile(draft, `${JSON.stringify(SETTINGS)}\n`, { mode: 0o600 });
    await rename(draft, join(inside, 'settings.json'));
    const found = [await readdir(workspace), await readdir(inside)].flat();
    return found.join() === '.gemini,settings.json' ? workspace : null;
  } catch {
    return null;
  }
}
