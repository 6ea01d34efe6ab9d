import { fieldsOf, instantOf, parseFields, textOf, type Fields } from '../fields.ts';
import type { SessionMessage } from '../source.ts';
import { linesBackwards } from '../tail.ts';
import { callWords } from '../call-words.ts';

/** The last messages of a transcript of Claude Code (2.1.329, 2026-11-21): prompts, answers and the tools called. */
export function claudeMessages(transcript: string, most: number): readonly SessionMessage[] {
  const found: SessionMessage[] = [];
  for (const line of linesBackwards(transcript, 1024 * 1024)) {
    if (found.length >= most) break;
    if (!/"type":"(?:assistant|user)"/.test(line)) continue;
    const fields = parseFields(line);
    if (fields === null || fields['isSidechain'] === true || fields['isMeta'] === true) continue;
    found.push(...messagesIn(fields).toReversed());
  }
  return found.slice(0, most).toReversed();
}

function messagesIn(line: Fields): readonly SessionMessage[] {
  const by = line['type'] === 'user' ? 'person' : 'agent';
  const at = instantOf(line['timestamp']);
  const content: unknown = fieldsOf(line['message'])?.['content'];
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [{ type: 'text', text: content }];
  return blocks.flatMap((block): readonly SessionMessage[] => {
    const fields = fieldsOf(block) ?? {};
    const text = fields['type'] === 'text' ? textOf(fields['text']) : null;
    // A command of the CLI, what it printed, and what the CLI itself tells the model stand in such brackets.
    if (text !== null) return by === 'person' && /^<[a-z-]+>/.test(text) ? [] : [{ by, text, at }];
    const tool = fields['type'] === 'tool_use' ? textOf(fields['name']) : null;
    return tool === null ? [] : [{ by: 'tool', text: callWords(tool, fields['input']), at }];
  });
}
