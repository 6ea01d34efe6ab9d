import { callWords } from '../call-words.ts';
import { fieldsOf, instantOf, parseFields, textOf, type Fields } from '../fields.ts';
import type { HistoryFacts, SessionMessage } from '../source.ts';
import { linesBackwards } from '../tail.ts';

/** How much of the end of a chat is looked through for what is shown of it. */
const MOST_BYTES = 1024 * 1024;

/** The model of the last answer (Gemini CLI 0.61.0, 2026-11-21). Sums are kept nowhere: `@ccx/usage` adds them up. */
export function chatFacts(chat: string): HistoryFacts {
  for (const line of linesBackwards(chat, MOST_BYTES)) {
    const model = line.includes('"gemini"') ? textOf(parseFields(line)?.['model']) : null;
    if (model !== null) return { model, costUsd: null, tokens: null };
  }
  return { model: null, costUsd: null, tokens: null };
}

/** The last messages of a chat. One that is written again, when its tools have ended, counts as it was written last. */
export function chatMessages(chat: string, most: number): readonly SessionMessage[] {
  const found: SessionMessage[] = [];
  const seen = new Set<string>();
  for (const line of linesBackwards(chat, MOST_BYTES)) {
    if (found.length >= most) break;
    const fields = parseFields(line);
    const id = textOf(fields?.['id']);
    if (fields === null || id === null || seen.has(id)) continue;
    seen.add(id);
    found.push(...messagesIn(fields).toReversed());
  }
  return found.slice(0, most).toReversed();
}

function messagesIn(line: Fields): readonly SessionMessage[] {
  const at = instantOf(line['timestamp']);
  const text = textIn(line['content']);
  if (line['type'] === 'user') {
    // What the CLI itself tells the model stands in such brackets.
    return text === null || /^<[a-z_]+>/.test(text) ? [] : [{ by: 'person', text, at }];
  }
  if (line['type'] !== 'gemini') return [];
  const calls: readonly unknown[] = Array.isArray(line['toolCalls']) ? line['toolCalls'] : [];
  const tools = calls.flatMap((call): readonly SessionMessage[] => {
    const tool = textOf(fieldsOf(call)?.['name']);
    return tool === null ? [] : [{ by: 'tool', text: callWords(tool, fieldsOf(call)?.['args']), at }];
  });
  return [...(text === null ? [] : [{ by: 'agent', text, at } as const]), ...tools];
}

function textIn(content: unknown): string | null {
  if (!Array.isArray(content)) return textOf(content);
  return textOf(content.flatMap((part) => textOf(fieldsOf(part)?.['text']) ?? []).join(''));
}
