import { type Fields, fieldsOf, textOf } from '../line-fields.ts';

/** How the CLI begins what is written in a user's name and is none of a user's words: commands, their output, notices. */
const NOT_TYPED =
  /^\s*(?:<(?:command-(?:name|message|args)|local-command-[a-z]+|bash-[a-z]+|task-notification|system-reminder|user-memory-input)>|\[Request interrupted)/;

/**
 * Whether a line is a prompt that a person or a program gave to a main session. No prompts are: what tools answered, what
 * the CLI itself adds (meta lines, summaries, notices of tasks), commands that no model sees, and subagents' orders.
 * Claude Code 2.1.329 says where a prompt came from; of older lines the text tells.
 */
export function isPrompt(line: Fields): boolean {
  const { isSidechain, isMeta, isCompactSummary, isVisibleInTranscriptOnly, promptSource, toolUseResult } = line;
  const content = fieldsOf(line['message'])?.['content'];
  if (line['type'] !== 'user' || toolUseResult !== undefined) return false;
  if ([isSidechain, isMeta, isCompactSummary, isVisibleInTranscriptOnly].includes(true)) return false;
  if (promptSource === 'system') return false;
  if (typeof content === 'string') return content !== '' && !NOT_TYPED.test(content);
  if (!Array.isArray(content)) return false;
  const blocks = content.map((block) => fieldsOf(block));
  if (blocks.length === 0 || blocks.some((block) => block?.['type'] === 'tool_result')) return false;
  const text = blocks.map((block) => textOf(block?.['text'])).find((each) => each !== null) ?? '';
  return !NOT_TYPED.test(text);
}
