import type { Instant } from '@ccx/contracts';
import { chatMessages } from './chat.ts';

/**
 * The answer without the beginnings that the network cut: 0.61.0 asks again without a word and prints both attempts,
 * while its chat has only what was said to its end, without the white space around it (2026-11-21). `null` unless all
 * that the chat has was printed in its order, with other words before or between, and nothing behind.
 */
export async function geminiRecordText(path: string, since: Instant, printed: string): Promise<string | null> {
  const said = await textsOf(path, since);
  if (said === null || said.length === 0) return null;
  let rest = printed.trimEnd();
  let text = '';
  for (const message of said.toReversed()) {
    const from = rest.lastIndexOf(message);
    if (from === -1) return null;
    const behind = rest.slice(from + message.length);
    if (text === '' && behind !== '') return null;
    text = `${message}${/^\s*/.exec(behind)?.[0] ?? ''}${text}`;
    rest = rest.slice(0, from);
  }
  return text === printed.trim() ? null : text;
}

/** What the model said, message by message; `null` where the chat cannot be read, or has something else than a text. */
async function textsOf(path: string, since: Instant): Promise<readonly string[] | null> {
  const texts = new Map<unknown, string>();
  try {
    for await (const { type, id, content } of chatMessages(path, since)) {
      if (type !== 'gemini') continue;
      if (typeof content !== 'string') return null;
      texts.set(id, content.trim());
    }
  } catch {
    return null;
  }
  return [...texts.values()].filter((text) => text !== '');
}
