import { tellTail } from '../file-ends.ts';
import { type ChatFile, chatHead } from './chat-files.ts';
import { type ChatTold, readChatTail } from './chat-tail.ts';

/** A process that writes into the chats of a folder. */
export interface ChatWriter {
  readonly startedMs: number;
  /** The session that its command line names. */
  readonly session: string | null;
}

/** The chat that a process writes. */
export interface OwnChat {
  readonly sessionId: string;
  readonly file: ChatFile;
  readonly told: ChatTold | null;
}

/** A chat was begun 1.7 s to 7 s after its process on two busy processors; one that shows a dialog first takes longer. */
const BIRTH_MS = 20_000;
/** Starts are known to about a second. */
const BLUR_MS = 1500;
const MINUTE_MS = 60_000;

/**
 * The chats of all processes that live in one folder, in their order; `null` where one is not certain. No process has its
 * chat open, so it is the first that was begun after the process was started, or the one that the command line names,
 * unless the same is true of another process. A chat of another session that was written later, and is no other's, may be
 * this person's, who began anew or went on elsewhere: then nothing is certain, until this one is written again. (Gemini
 * CLI 0.61.0, 2026-11-21)
 */
export function ownChats(writers: readonly ChatWriter[], files: readonly ChatFile[]): readonly (OwnChat | null)[] {
  const sessions = writers.map((one) => one.session ?? firstOf(one, files));
  return sessions.map((session) => {
    if (session === null || sessions.filter((other) => other === session).length > 1) return null;
    const own = newestOf(session, files);
    if (own === null) return null;
    const lastMs = own.told === null ? (chatHead(own.file)?.startMs ?? 0) : Date.parse(own.told.at);
    return files.some((file) => isRival(file, sessions, lastMs)) ? null : own;
  });
}

/** The session that was begun first after a process was started, in the time that this takes. */
function firstOf(writer: ChatWriter, files: readonly ChatFile[]): string | null {
  const heads = files
    .filter(({ minuteMs }) => mayHaveBegun(writer, minuteMs + MINUTE_MS, minuteMs))
    .flatMap((file) => chatHead(file) ?? [])
    .filter(({ startMs }) => mayHaveBegun(writer, startMs));
  return heads.toSorted((a, b) => a.startMs - b.startMs)[0]?.sessionId ?? null;
}

/** Whether a process was started a short time before this, or before the end of this span. */
function mayHaveBegun({ startedMs }: ChatWriter, latestMs: number, earliestMs: number = latestMs): boolean {
  return latestMs >= startedMs - BLUR_MS && earliestMs <= startedMs + BIRTH_MS;
}

/**
 * The file of a session that holds its newest message: one that is gone on with has a second file, which holds nothing
 * but its head.
 */
function newestOf(sessionId: string, files: readonly ChatFile[]): OwnChat | null {
  const all = files
    .filter((file) => sessionId.startsWith(file.idStart) && chatHead(file)?.sessionId === sessionId)
    .map((file) => ({ sessionId, file, told: tellTail(file.path, readChatTail) }));
  return all.toSorted((a, b) => (a.told?.at ?? '').localeCompare(b.told?.at ?? '')).at(-1) ?? null;
}

function isRival(file: ChatFile, known: readonly (string | null)[], sinceMs: number): boolean {
  // Saves reading most of them.
  if (file.changedMs < sinceMs) return false;
  const head = chatHead(file);
  if (head === null || known.includes(head.sessionId)) return false;
  const told = tellTail(file.path, readChatTail);
  return Math.max(head.startMs, told === null ? 0 : Date.parse(told.at)) >= sinceMs;
}
