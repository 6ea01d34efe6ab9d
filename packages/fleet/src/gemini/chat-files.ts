import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { headOf } from '../file-ends.ts';
import { fieldsOf, instantOf, parseFields, textOf } from '../fields.ts';
import { isGeminiSession } from './session-arguments.ts';

/** One file of a project's chats, by its name and status alone. */
export interface ChatFile {
  readonly path: string;
  /** The minute in which it was made, in milliseconds since 1970. */
  readonly minuteMs: number;
  /** The first characters of its session's id. */
  readonly idStart: string;
  /** When it was last written, also by other sessions: each writes a summary into the one before it. */
  readonly changedMs: number;
}

/** The first line of a chat. */
export interface ChatHead {
  readonly sessionId: string;
  readonly startMs: number;
}

const NAME = /^session-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-([0-9a-f]{8})\.jsonl$/;

/**
 * The chats of a folder: `tmp/SLUG/chats/session-MINUTE-ID.jsonl` in UTC, with the slug that `projects.json` has for the
 * folder (Gemini CLI 0.61.0, 2026-11-21). Those of subagents lie in folders below.
 */
export function chatFiles(configDir: string, cwd: string): readonly ChatFile[] {
  const slug = slugOf(configDir, cwd);
  if (slug === null) return [];
  const folder = join(configDir, 'tmp', slug, 'chats');
  return entriesOf(folder).flatMap((name) => {
    const [, day, hour, minute, idStart = ''] = NAME.exec(name) ?? [];
    const minuteMs = Date.parse(`${day}T${hour}:${minute}:00Z`);
    const path = join(folder, name);
    const changedMs = changedAt(path);
    return Number.isNaN(minuteMs) || changedMs === null ? [] : [{ path, minuteMs, idStart, changedMs }];
  });
}

/** `null` where a file is no chat of a session of its own. */
export function chatHead({ path }: Pick<ChatFile, 'path'>): ChatHead | null {
  const head = headOf(path);
  if (head?.['kind'] !== 'main') return null;
  const [sessionId, start] = [textOf(head['sessionId']), instantOf(head['startTime'])];
  if (sessionId === null || start === null || !isGeminiSession(sessionId)) return null;
  return { sessionId, startMs: Date.parse(start) };
}

function slugOf(configDir: string, cwd: string): string | null {
  try {
    const projects = fieldsOf(parseFields(readFileSync(join(configDir, 'projects.json'), 'utf8'))?.['projects']);
    const slug = projects !== null && Object.hasOwn(projects, cwd) ? textOf(projects[cwd]) : null;
    return slug !== null && /^[a-z0-9-]{1,255}$/.test(slug) ? slug : null;
  } catch {
    return null;
  }
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function changedAt(path: string): number | null {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return null;
  }
}
