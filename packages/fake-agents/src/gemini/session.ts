import { newUuid } from '../claude/ids.ts';
import type { Machine } from '../machine/machine.ts';
import { ChatLog, chatPath } from './chat-log.ts';
import { findChat, readChats } from './chats.ts';
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
  const context = sessionContext({ cwd: machine.cwd, folder: project.folder, nowMs: now() });
  const opening = { projectHash: project.hash, context };
  if (resume === null) {
    const id = sessionId ?? newUuid();
    const log = new ChatLog(chatPath(project.chats, id, now()), { ...opening, sessionId: id, history: [] }, now);
    return { ok: true, session: { id, turns: 0, log } };
  }
  const chats = readChats(project.chats);
  const chat = findChat(chats, resume);
  if (chat === null) {
    const why =
      chats.length === 0
        ? 'No previous sessions found for this project.'
        : `Invalid session identifier "${resume}".\n  Searched for sessions in ${project.chats}.\n  Use --list-sessions to see available sessions, then use --resume {number}, --resume {uuid}, or --resume latest.`;
    return { ok: false, why: `Error resuming session: ${why}` };
  }
  const { path, id, turns, messages } = chat;
  return {
    ok: true,
    session: { id, turns, log: new ChatLog(path, { ...opening, sessionId: id, history: messages }, now) },
  };
}
