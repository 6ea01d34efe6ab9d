import { type Account, totalTokens, type UsageRecord } from '@ccx/contracts';
import { type Fields, fieldsOf, instantOf, textOf } from '../line-fields.ts';
import type { LineFound } from '../line-reader.ts';
import type { ChatState } from './chat-state.ts';
import { callUsage } from './token-usage.ts';

/** Where a chat lies. */
export interface ChatPlace {
  readonly account: Account;
  /** The folder of its project. */
  readonly cwd: string | null;
  /** The session after which its folder is named; only a subagent's has such a folder. */
  readonly parentSession: string | null;
}

/** What one message said. */
export type ChatMessage = Pick<LineFound<ChatState>, 'record' | 'turn' | 'skipped'>;

/**
 * A message of a chat (Gemini CLI 0.61.0, observed 2026-11-21): `{ id, timestamp, type, content, tokens, model }`. A
 * message of the model with tokens is a call, and its id names it: the CLI writes a message again when a tool has
 * answered, and copies it when a chat of the older form is resumed. The calls of its router and of its summaries are in no
 * message.
 */
export function readChatMessage(message: Fields, chat: ChatState, place: ChatPlace): ChatMessage {
  // A subagent's calls count for the session that started it.
  const sessionId = place.parentSession ?? chat.sessionId;
  const subagent = chat.subagent || place.parentSession !== null;
  const [id, at] = [textOf(message['id']), instantOf(message['timestamp'])];
  if (message['type'] === 'user') {
    if (id === null || at === null || sessionId === null || subagent || !isPrompt(message['content'])) return {};
    return { turn: { id, account: place.account, sessionId, at } };
  }
  const tokens = message['tokens'] ?? null;
  if (message['type'] !== 'gemini' || tokens === null) return {};
  const usage = callUsage(tokens);
  if (usage === null || id === null || at === null || sessionId === null) return { skipped: 'unknown-shape' };
  if (totalTokens(usage) === 0) return {};
  const record: UsageRecord = {
    id,
    account: place.account,
    sessionId,
    at,
    model: textOf(message['model']) ?? UNKNOWN_MODEL,
    usage,
    vendorCostUsd: null,
    cwd: place.cwd,
    gitBranch: null,
    subagentType: subagent ? 'subagent' : null,
    entrypoint: null,
    speed: null,
    archived: false,
    ...(subagent ? { sidechain: true } : {}),
    ...(usage.input + usage.cacheRead > LONG_PROMPT_TOKENS ? { longPrompt: true } : {}),
  };
  return { record };
}

const UNKNOWN_MODEL = 'unknown';
/** A prompt longer than that puts all tokens of its call on another tier, where the model has one. */
const LONG_PROMPT_TOKENS = 200_000;

/** A user's message that answers a tool's call is none of a person, nor is the context that the CLI puts first. */
function isPrompt(content: unknown): boolean {
  const parts: readonly unknown[] = Array.isArray(content) ? content : [content];
  const texts = parts.map((part) => textOf(part) ?? textOf(fieldsOf(part)?.['text']));
  return texts.some((text) => text !== null) && !texts.some((text) => text?.startsWith('<session_context>') === true);
}
