import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeWhole } from '../cache/whole-file.ts';

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
  const settings = join(workspace, '.gemini');
  try {
    await mkdir(settings, { recursive: true, mode: 0o700 });
    await writeWhole(join(settings, 'settings.json'), `${JSON.stringify(SETTINGS)}\n`);
    const found = [await readdir(workspace), await readdir(settings)].flat();
    return found.join() === '.gemini,settings.json' ? workspace : null;
  } catch {
    return null;
  }
}
