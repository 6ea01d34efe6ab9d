import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isLine, objectAt, textAt } from '../claude/json.ts';
import type { Line } from '../claude/line.ts';
import { CONTEXT_ID } from './chat-log.ts';

/** A session as its file tells it. */
export interface Chat {
  readonly path: string;
  readonly id: string;
  readonly startTime: string;
  readonly lastUpdated: string;
  readonly messages: readonly Line[];
  /** Prompts so far, those that failed included. */
  readonly turns: number;
  readonly firstPrompt: string;
  /** Nothing was said, or what was said is taken back. */
  readonly isEmpty: boolean;
}

/**
 * The sessions of a project, oldest first. Observed at every start: a file that holds no more than the words about the
 * folder is taken for broken and deleted, and with it all whose names have the same eight letters of an id.
 */
export function cleanedChats(folder: string): readonly Chat[] {
  const chats = files(folder).map(readChat);
  const letters = (path: string): string => path.slice(-'12345678.jsonl'.length);
  const broken = new Set(chats.filter(({ isEmpty }) => isEmpty).map(({ path }) => letters(path)));
  for (const { path } of chats) if (broken.has(letters(path))) rmSync(path, { force: true });
  const kept = chats.filter(({ path }) => !broken.has(letters(path)));
  return kept.sort((a, b) => (a.startTime < b.startTime ? -1 : 1));
}

/** The session that `--resume` names: `latest`, an index from 1, or an id. */
export function findChat(chats: readonly Chat[], named: string): Chat | null {
  if (named === 'latest') return chats.at(-1) ?? null;
  return chats.find(({ id }) => id === named) ?? chats[/^\d+$/.test(named) ? Number(named) - 1 : -1] ?? null;
}

/** What `--list-sessions` prints. The real one asks a model for a title; here it is the first prompt. */
export function listWords(chats: readonly Chat[], nowMs: number): string {
  if (chats.length === 0) return 'No previous sessions found for this project.';
  const rows = chats.map(({ id, firstPrompt, lastUpdated }, index) => {
    const title = firstPrompt.length > 100 ? `${firstPrompt.slice(0, 97)}...` : firstPrompt;
    return `  ${index + 1}. ${title} (${ago(nowMs - Date.parse(lastUpdated))}) [${id}]`;
  });
  return `\nAvailable sessions for this project (${chats.length}):\n${rows.join('\n')}`;
}

function ago(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  for (const [name, length] of units) {
    const count = Math.floor(ms / length);
    if (count > 0) return `${count} ${name}${count === 1 ? '' : 's'} ago`;
  }
  return 'Just now';
}

function files(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^session-.*\.jsonl$/.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function readChat(path: string): Chat {
  const lines = readFileSync(path, 'utf8').split('\n').flatMap(parsed);
  let fields: Line = {};
  const messages = new Map<string, Line>();
  const prompts = new Map<string, string>();
  for (const line of lines) {
    const id = textAt(line, 'id');
    const patch = objectAt(line, '$set');
    if (id === null) fields = { ...fields, ...line, ...patch };
    else messages.set(id, line);
    const prompt = promptOf(line);
    if (id !== null && prompt !== null) prompts.set(id, prompt);
    const { messages: all } = patch;
    if (!Array.isArray(all)) continue;
    messages.clear();
    for (const message of all.filter(isLine)) messages.set(textAt(message, 'id') ?? '', message);
  }
  return {
    path,
    id: textAt(fields, 'sessionId') ?? '',
    startTime: textAt(fields, 'startTime') ?? '',
    lastUpdated: textAt(fields, 'lastUpdated') ?? '',
    messages: [...messages.values()],
    turns: prompts.size,
    firstPrompt: [...prompts.values()][0] ?? '',
    isEmpty: [...messages.values()].every(({ id }) => id === CONTEXT_ID),
  };
}

/** The words of a message that a person wrote; what tools answered is a message of the user too. */
function promptOf(line: Line): string | null {
  const { content } = line;
  if (line['type'] !== 'user' || !Array.isArray(content)) return null;
  const first: unknown = content[0];
  return isLine(first) ? textAt(first, 'text') : null;
}

function parsed(line: string): readonly Line[] {
  try {
    const value: unknown = JSON.parse(line);
    return isLine(value) ? [value] : [];
  } catch {
    return [];
  }
}
