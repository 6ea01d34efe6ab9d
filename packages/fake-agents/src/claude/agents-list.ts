import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLine } from './json.ts';
import type { Line } from './line.ts';
import { processStart, type Place } from './place.ts';

/** `agents --json`: the sessions of this config dir whose process lives and is still the one that wrote the file. */
export function liveSessions(place: Place): readonly Line[] {
  const folder = join(place.configDir, 'sessions');
  return list(folder).flatMap((name) => {
    const file = read(join(folder, name));
    const pid = file?.['pid'];
    if (file === null || typeof pid !== 'number') return [];
    const start = processStart(pid);
    if (start === '' || start !== file['procStart']) return [];
    const { cwd, kind, startedAt, sessionId, name: title, status } = file;
    return [{ pid, cwd, kind, startedAt, sessionId, name: title, status }];
  });
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

function read(path: string): Line | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isLine(value) ? value : null;
  } catch {
    return null;
  }
}
