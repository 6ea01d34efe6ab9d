import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { newUuid } from '../claude/ids.ts';
import type { Machine } from '../machine/machine.ts';
import { ChatLog, chatPath } from './chat-log.ts';
import { cleanedChats, findChat, type Chat } from './chats.ts';
import type { Project } from './home.ts';
import { sessionContext } from './session-context.ts';

/** A conversation and its file. */
export interface Session {
  readonly id: string;
  /** Prompts before this process. */
  readonly turns: number;
  readonly log: ChatLog;
}

/** A session, or the words on stderr, exit 42. */
export type OpenedSession =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly why: string };

/** Opens the session that `--resume` names, else a new one. */
export function openSession(
  machine: Machine,
  project: Project,
  { resume, sessionId }: { readonly resume: string | null; readonly sessionId: string | null },
): OpenedSession {
  const now = (): number => machine.nowMs();
  const chats = cleanedChats(project.chats);
  const context = sessionContext({ cwd: machine.cwd, folder: project.folder, nowMs: now() });
  const open = (id: string, turns: number, old: Chat | null): OpenedSession => {
    for (const name of ['chats', 'logs']) mkdirSync(join(project.folder, name), { recursive: true });
    const opening = { sessionId: id, projectHash: project.hash, context, old };
    return { ok: true, session: { id, turns, log: new ChatLog(chatPath(project.chats, id, now()), opening, now) } };
  };
  if (resume === null) {
    const taken = chats.some(({ id }) => id === sessionId);
    return taken ? { ok: false, why: existsWords(sessionId) } : open(sessionId ?? newUuid(), 0, null);
  }
  const chat = findChat(chats, resume);
  return chat === null ? { ok: false, why: missingWords(resume, chats, project) } : open(chat.id, chat.turns, chat);
}

function existsWords(id: string | null): string {
  return `Error starting session: Session ID "${id ?? ''}" already exists. Use --resume to resume it, or provide a different ID.`;
}

function missingWords(resume: string, chats: readonly Chat[], project: Project): string {
  if (chats.length === 0) return 'Error resuming session: No previous sessions found for this project.';
  return `Error resuming session: Invalid session identifier "${resume}".\n  Searched for sessions in ${project.chats}.\n  Use --list-sessions to see available sessions, then use --resume {number}, --resume {uuid}, or --resume latest.`;
}
