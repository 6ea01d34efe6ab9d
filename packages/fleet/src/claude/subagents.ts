import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText, statsOf } from '../careful-files.ts';
import { parseFields } from '../fields.ts';

/**
 * The subagents of a session that have not finished, by `SESSION/subagents/agent-ID.meta.json` beside its transcript
 * (Claude Code 2.1.329, 2026-11-21). One that an earlier process of the session left unfinished works no more.
 */
export function runningSubagents(transcript: string, startedMs: number): number | null {
  const folder = join(transcript.replace(/\.jsonl$/, ''), 'subagents');
  let names: readonly string[];
  try {
    names = readdirSync(folder).filter((name) => /^agent-[\w-]+\.meta\.json$/.test(name));
  } catch {
    // The folder is made with the first of them.
    return 0;
  }
  const states = names.map((name) => isRunning(join(folder, name), startedMs));
  return states.includes(null) ? null : states.filter(Boolean).length;
}

function isRunning(path: string, startedMs: number): boolean | null {
  if ((statsOf(path)?.mtimeMs ?? startedMs) < startedMs) return false;
  const fields = parseFields(readText(path) ?? '');
  return fields === null ? null : fields['finished'] !== true;
}
