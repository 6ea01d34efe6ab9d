import type { Instant } from '@ccx/contracts';
import { type Fields, fieldsOf } from '../record-lines.ts';
import { chatMessages, listOf } from './chat.ts';

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
 * The tools that a chat shows for a run. What was written may be taken back later; what was called is not undone by that,
 * so every writing counts. A call under way is in the events.
 */
export async function geminiRecordTools(path: string, since: Instant): Promise<readonly string[] | null> {
  const tools = new Set<string>();
  let begun = false;
  try {
    for await (const message of chatMessages(path, since)) {
      begun = true;
      for (const call of callsOf(message)) tools.add(String(call['name']));
    }
  } catch {
    return null;
  }
  return begun ? [...tools] : null;
}

/** A call of a tool that was refused or is not to be had is a call too; one in the history has an answer beside it. */
function callsOf(message: Fields): readonly Fields[] {
  const parts = listOf(message['content']).flatMap((part) => [
    fieldsOf(part['functionCall']),
    fieldsOf(part['functionResponse']),
  ]);
  return [...listOf(message['toolCalls']), ...parts.filter((part) => part !== null)];
}
