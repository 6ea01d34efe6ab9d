import type { Instant } from '@ccx/contracts';
import { type Fields, fieldsOf, isBefore, recordLines } from '../record-lines.ts';

/** The tools that only look, as in stream-json's gemini/tools.ts, where the reasons stand: siblings import no siblings. */
export const GEMINI_READ_ONLY: ReadonlySet<string> = new Set([
  'enter_plan_mode',
  'get_internal_docs',
  'glob',
  'google_web_search',
  'grep_search',
  'list_directory',
  'read_file',
  'read_many_files',
  'search_file_content',
  'update_topic',
  'write_todos',
]);

/**
 * The tools that a chat shows for a run. A chat (0.61.0) is a log of patches: a header, messages, and `$set` and
 * `$rewindTo`, which change what was written before. A message is written again when its tools have ended, and may be
 * taken back later; what was called is not undone by that, so every writing counts. A call under way is in the events.
 */
export async function geminiRecordTools(path: string, since: Instant): Promise<readonly string[] | null> {
  const tools = new Set<string>();
  let begun = false;
  try {
    for await (const line of recordLines(path)) {
      if (line === null) return null;
      for (const message of messagesOf(line)) {
        if (isBefore(since, message['timestamp'])) continue;
        begun = true;
        for (const call of callsOf(message)) tools.add(String(call['name']));
      }
    }
  } catch {
    return null;
  }
  return begun ? [...tools] : null;
}

function messagesOf(line: Fields): readonly Fields[] {
  if (typeof line['type'] === 'string') return [line];
  return listOf(fieldsOf(line['$set'])?.['messages']);
}

/** A call of a tool that was refused or is not to be had is a call too; one in the history has an answer beside it. */
function callsOf(message: Fields): readonly Fields[] {
  const parts = listOf(message['content']).flatMap((part) => [
    fieldsOf(part['functionCall']),
    fieldsOf(part['functionResponse']),
  ]);
  return [...listOf(message['toolCalls']), ...parts.filter((part) => part !== null)];
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf).filter((each) => each !== null) : [];
}
