import type { Instant } from '@ccx/contracts';
import { type Fields, fieldsOf, isBefore, recordLines } from '../record-lines.ts';

/**
 * The messages that a chat shows for a run, each as often as it was written. A chat (0.61.0) is a log of patches: a
 * header, messages, and `$set` and `$rewindTo`, which change what was written before; a message is written again when its
 * tools have ended.
 *
 * @param since messages before this are of an earlier run
 * @throws where the chat cannot be read whole
 */
export async function* chatMessages(path: string, since: Instant): AsyncGenerator<Fields, void, undefined> {
  for await (const line of recordLines(path)) {
    if (line === null) throw new Error('A line of the chat is no JSON object.');
    for (const message of messagesOf(line)) if (!isBefore(since, message['timestamp'])) yield message;
  }
}

function messagesOf(line: Fields): readonly Fields[] {
  if (typeof line['type'] === 'string') return [line];
  return listOf(fieldsOf(line['$set'])?.['messages']);
}

/** The objects of a list; none where it is no list. */
export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf).filter((each) => each !== null) : [];
}
