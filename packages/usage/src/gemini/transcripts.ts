import { lstatSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { lineReader } from '../line-reader.ts';
import type { TranscriptFormat } from '../scan/transcript-format.ts';
import { readChatLine } from './chat-line.ts';
import { restoredChat } from './chat-state.ts';
import { readOldChatLine } from './old-chat-line.ts';

const CHATS = 'chats';

/**
 * Gemini CLI's chats: `tmp/<project>/chats/session-<time>-<id>.jsonl`, those of subagents in a folder named after the
 * session that started them (0.61.0), and the `.json` of older versions.
 */
export const geminiTranscripts: TranscriptFormat = {
  agent: 'gemini',
  folders: ['tmp'],
  isTranscript: (path) =>
    /\.jsonl?$/.test(path) && (isBelowChats(dirname(path)) || isBelowChats(dirname(dirname(path)))),
  open(file, { account }, state) {
    const folder = dirname(file);
    const parentSession = isBelowChats(folder) ? null : basename(folder);
    const project = dirname(parentSession === null ? folder : dirname(folder));
    const place = { account, parentSession, cwd: projectRoot(join(project, '.project_root')) };
    const read = file.endsWith('.json') ? readOldChatLine : readChatLine;
    return lineReader(restoredChat(state), (line, before) => read(line, before, place));
  },
};

function isBelowChats(folder: string): boolean {
  return basename(folder) === CHATS;
}

/** The folder whose chats these are, as the CLI notes it beside them; `null` where it has not. */
function projectRoot(path: string): string | null {
  try {
    const found = lstatSync(path);
    // A path is short; anything else is not the CLI's note.
    return found.isFile() && found.size <= 4096 ? readFileSync(path, 'utf8').trim() || null : null;
  } catch {
    return null;
  }
}
