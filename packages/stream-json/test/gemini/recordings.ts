import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Recording } from '../recordings.ts';

const folder = fileURLToPath(new URL('../fixtures/gemini/', import.meta.url));

export function recording(name: string): Recording {
  const stderrPath = `${folder}${name}/stderr.txt`;
  return {
    name,
    stdout: readFileSync(`${folder}${name}/stdout.jsonl`),
    stderr: existsSync(stderrPath) ? readFileSync(stderrPath) : Buffer.alloc(0),
    eventsPath: `${folder}${name}/events.jsonl`,
  };
}

export const RECORDING_NAMES: readonly string[] = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
