import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Of a workspace that is trusted these outrank the person's own: what runs, and how the screen is drawn. */
const SETTINGS = {
  hooksConfig: { enabled: false },
  general: { enableAutoUpdate: false, enableAutoUpdateNotification: false, vimMode: false },
  ui: {
    accessibility: { screenReader: false },
    hideBanner: false,
    hideFooter: false,
    footer: { items: ['workspace', 'sandbox', 'model-name', 'quota'], showLabels: true },
  },
} as const;

/**
 * A folder beside the probe's, with nothing in it but settings: no hook and no update runs, and the screen is as it is
 * known (0.61.0). The command line has no words for that. `null` where something else lies in it, or it could not be made.
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
