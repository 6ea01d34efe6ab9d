import type { Instant } from '@ccx/contracts';
import { fieldsOf, isBefore, recordLines } from '../record-lines.ts';

/** A subagent is called by a tool too, so that the main session's file is enough. */
const TOOL_BLOCKS: readonly unknown[] = ['tool_use', 'server_tool_use', 'mcp_tool_use'];

/**
 * The tools that only look, as in stream-json's claude/tools.ts, where the reasons stand: siblings import no siblings.
 * `Agent` is none of them: what a subagent called stands in a file of its own.
 */
export const CLAUDE_READ_ONLY: ReadonlySet<string> = new Set([
  'AskUserQuestion',
  'BashOutput',
  'CronList',
  'Glob',
  'Grep',
  'LS',
  'ListAgents',
  'ListMcpResourcesTool',
  'NotebookRead',
  'Read',
  'StructuredOutput',
  'TaskGet',
  'TaskList',
  'TaskOutput',
  'TodoRead',
  'TodoWrite',
  'ToolSearch',
  'WebSearch',
]);

/** The tools that a transcript shows for a run (2.1.329: one JSON text a line, what was said in `message.content`). */
export async function claudeRecordTools(path: string, since: Instant): Promise<readonly string[] | null> {
  const tools: string[] = [];
  let begun = false;
  try {
    for await (const line of recordLines(path)) {
      if (line === null) return null;
      const message = fieldsOf(line['message']);
      // A fork begins with the lines of the session that it came from, in their own time.
      if (message === null || isBefore(since, line['timestamp'])) continue;
      begun = true;
      const content: unknown = message['content'];
      for (const block of Array.isArray(content) ? content.map(fieldsOf) : []) {
        if (block !== null && TOOL_BLOCKS.includes(block['type'])) tools.push(String(block['name']));
      }
    }
  } catch {
    return null;
  }
  return begun ? tools : null;
}
