import { open } from 'node:fs/promises';

/** A subagent is called by a tool too, so that the main session's file is enough. */
const TOOL_BLOCKS: readonly unknown[] = ['tool_use', 'server_tool_use', 'mcp_tool_use'];

/**
 * Whether a transcript (2.1.329: one JSON text a line, the model's words in `message.content`) shows a tool call. A
 * line that cannot be read may hold one.
 *
 * @throws where the file cannot be read
 */
export async function claudeCalledTool(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    for await (const line of file.readLines()) if (line.trim() !== '' && mayHoldCall(line)) return true;
    return false;
  } finally {
    await file.close();
  }
}

function mayHoldCall(line: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return true;
  }
  const content = field(field(value, 'message'), 'content');
  return Array.isArray(content) && content.some((block: unknown) => TOOL_BLOCKS.includes(field(block, 'type')));
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : null;
}
