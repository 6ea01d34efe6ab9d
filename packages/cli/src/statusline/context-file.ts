import { mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** As Claude Code names its sessions; nothing else may become part of a path. */
const SESSION_ID = /^[a-z0-9][a-z0-9-]{0,127}$/i;

/**
 * Keeps how full a session's context is where listers of sessions look for it: `ctx_pct`, a whole number, in
 * `runtime/<session>.json` of the config dir. Written only when it changed; other fields of that file stay.
 */
export async function keepContext(configDir: string, sessionId: string | null, percent: number | null): Promise<void> {
  if (percent === null || sessionId === null || !SESSION_ID.test(sessionId)) return;
  const folder = join(configDir, 'runtime');
  const path = join(folder, `${sessionId}.json`);
  const kept = await fieldsIn(path);
  // Cut as on the line.
  const whole = Math.floor(percent);
  if (kept['ctx_pct'] === whole) return;
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  // Whole or not at all, but not forced to the disk: after a power cut the session is gone too.
  const draft = join(folder, `.${sessionId}.${process.pid}.tmp`);
  try {
    await writeFile(draft, `${JSON.stringify({ ...kept, ctx_pct: whole })}\n`, { mode: 0o600 });
    await rename(draft, path);
  } catch (error) {
    await unlink(draft).catch(() => {});
    throw error;
  }
}

async function fieldsIn(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}
