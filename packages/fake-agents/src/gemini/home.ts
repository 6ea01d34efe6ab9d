import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isLine, objectAt, textAt } from '../claude/json.ts';
import type { Line } from '../claude/line.ts';
import type { Machine } from '../machine/machine.ts';

/** `$GEMINI_CLI_HOME/.gemini`, else `~/.gemini`. */
export function configDirOf({ env, home }: Pick<Machine, 'env' | 'home'>): string {
  const moved = env['GEMINI_CLI_HOME'] ?? '';
  return join(moved === '' ? home : moved, '.gemini');
}

/** What a JSON file of the config dir holds; an empty object where there is none. Throws on one that is broken. */
export function readJson(path: string): Line {
  if (!existsSync(path)) return {};
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return isLine(value) ? value : {};
}

/** The same, for files whose damage the CLI passes over. */
export function readJsonOrNone(path: string): Line {
  try {
    return readJson(path);
  } catch {
    return {};
  }
}

/** Two spaces and no line end, as the CLI writes all its files. Whoever reads meanwhile sees the old one or the new one. */
export function writeJson(path: string, value: unknown, mode = 0o644): void {
  const fresh = `${path}.${process.pid}.tmp`;
  writeFileSync(fresh, JSON.stringify(value, null, 2), { mode });
  renameSync(fresh, path);
}

/** Where the CLI keeps what belongs to one folder. */
export interface Project {
  readonly hash: string;
  readonly folder: string;
  readonly chats: string;
}

/** Finds or makes the short name of a folder: `projects.json`, and a marker in `tmp/<name>` and `history/<name>`. */
export function openProject(configDir: string, cwd: string): Project {
  mkdirSync(configDir, { recursive: true });
  const registry = join(configDir, 'projects.json');
  const known = objectAt(readJsonOrNone(registry), 'projects');
  const name = textAt(known, cwd) ?? freeName(cwd, new Set(Object.values(known)));
  if (known[cwd] === undefined) writeJson(registry, { projects: { ...known, [cwd]: name } });
  for (const kind of ['history', 'tmp']) {
    const folder = join(configDir, kind, name);
    mkdirSync(folder, { recursive: true });
    const marker = join(folder, '.project_root');
    if (!existsSync(marker)) writeFileSync(marker, cwd);
  }
  const folder = join(configDir, 'tmp', name);
  return { hash: createHash('sha256').update(cwd).digest('hex'), folder, chats: join(folder, 'chats') };
}

function freeName(cwd: string, taken: ReadonlySet<unknown>): string {
  const name =
    basename(cwd)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'project';
  if (!taken.has(name)) return name;
  for (let count = 1; ; count += 1) if (!taken.has(`${name}-${count}`)) return `${name}-${count}`;
}
