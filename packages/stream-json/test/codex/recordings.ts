import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Recording } from '../recordings.ts';

// Codex writes resets in local time: the recordings were made in UTC.
process.env['TZ'] = 'UTC';

const folder = fileURLToPath(new URL('../fixtures/codex/', import.meta.url));

export function codexRecording(name: string): Recording {
  const stderrPath = `${folder}${name}/stderr.txt`;
  return {
    name,
    stdout: readFileSync(`${folder}${name}/stdout.jsonl`),
    stderr: existsSync(stderrPath) ? readFileSync(stderrPath) : Buffer.alloc(0),
    eventsPath: `${folder}${name}/events.jsonl`,
  };
}

export const CODEX_RECORDING_NAMES: readonly string[] = readdirSync(folder).sort();
