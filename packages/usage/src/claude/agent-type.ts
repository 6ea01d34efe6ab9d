import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseFields, textOf } from '../line-fields.ts';

/**
 * Tells of which type a subagent is, from the small file that Claude Code 2.1.329 keeps beside its transcript
 * (`agent-<id>.meta.json`), or from its id, where that begins with a word (`aside_question-…`); else `unknown`.
 *
 * @param file the transcript that is being read, the subagent's own or its parent's
 */
export function agentTypes(file: string): (agentId: string | null) => string {
  const known = new Map<string, string>();
  const own = basename(dirname(file)) === 'subagents';
  const folder = own ? dirname(file) : join(dirname(file), basename(file, '.jsonl'), 'subagents');
  return (agentId) => {
    // The id becomes part of a path.
    if (agentId === null || !/^[\w-]+$/.test(agentId)) return UNKNOWN;
    const before = known.get(agentId);
    if (before !== undefined) return before;
    const type = metaType(join(folder, `agent-${agentId}.meta.json`)) ?? /^([a-z_]+)-/.exec(agentId)?.[1] ?? UNKNOWN;
    known.set(agentId, type);
    return type;
  };
}

const UNKNOWN = 'unknown';

function metaType(path: string): string | null {
  try {
    // Older versions wrote none: an error thrown for each of their subagents would take longer than its transcript.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
    return textOf(parseFields(readFileSync(path, 'utf8'))?.['agentType']);
  } catch {
    return null;
  }
}
