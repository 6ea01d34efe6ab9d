import type { Instant } from '@ccx/contracts';
import { readRollout } from './rollout.ts';

/**
 * Calls that change nothing outside Codex: its plan, and a search that runs at the vendor. A command may do anything,
 * and so may what an MCP server offers.
 */
export const CODEX_READ_ONLY: ReadonlySet<string> = new Set(['update_plan', 'web_search_call']);

/**
 * The tools that a rollout shows for a run (0.169.0), those too that were refused or failed without an item on stdout:
 * `exec_command`, `apply_patch`, `mcp__<server>__<tool>`; a call without a name by its type, as `web_search_call`.
 */
export async function codexRecordTools(path: string, since: Instant): Promise<readonly string[] | null> {
  const part = await readRollout(path, since);
  if (part === null || !part.whole || part.lines.length === 0) return null;
  return part.lines.flatMap(({ type, payload }) => {
    const item = payload['type'];
    if (type !== 'response_item' || typeof item !== 'string' || !item.endsWith('_call')) return [];
    const { name, namespace } = payload;
    if (typeof name !== 'string') return [item];
    return [typeof namespace === 'string' ? `${namespace}__${name}` : name];
  });
}
