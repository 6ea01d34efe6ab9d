import type { Env } from '@ccx/contracts';
import { fieldsOf, textOf } from '../fields.ts';
import { askProcess } from '../process/ask-process.ts';
import type { Command } from '../process/find-cli.ts';

const LIST_MS = 5_000;

/**
 * The names of the MCP servers that Codex would start, as it tells them itself (0.169.0: 70 ms, none is started): they
 * may stand in several files. None where it does not know the question; `null` where it gave no answer in time.
 */
export async function mcpServers(
  { file, args }: Command,
  { env, cwd, signal }: { readonly env: Env; readonly cwd: string; readonly signal: AbortSignal },
): Promise<readonly string[] | null> {
  const list = [...args, 'mcp', 'list', '--json'];
  const { end, lines } = await askProcess({ file, args: list, env, cwd, timeoutMs: LIST_MS, signal });
  return end === 'timeout' ? null : namesIn(lines.join('\n'));
}

function namesIn(text: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.flatMap((server) => textOf(fieldsOf(server)?.['name']) ?? []) : [];
  } catch {
    return [];
  }
}
