import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '@ccx/fake-agents';

// A real pseudo-terminal without a native module: util-linux's `script`. Elsewhere these tests are skipped, and say so.
export const hasScript: boolean =
  process.platform === 'linux' &&
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;
if (!hasScript) console.warn('skipped: the screens of fake-gemini need `script` of util-linux for a pseudo-terminal');

export const COLUMNS = 120;
export const READY = 'Type your message or @path/to/file';
export const KEY: Readonly<Record<string, string>> = { GEMINI_API_KEY: 'dummy' };
export const GOOGLE: Readonly<Record<string, string>> = {
  GOOGLE_GENAI_USE_GCA: 'true',
  GOOGLE_CLOUD_ACCESS_TOKEN: 'dummy',
};
const RESET = '2026-11-21T07:14:00.000Z';
/** The levels of the recordings. */
export const PLAN: Scenario = {
  quota: {
    fiveHour: { percent: 75, resetsAt: RESET },
    sevenDay: { percent: 10, resetsAt: RESET },
    sevenDaySonnet: { percent: 0, resetsAt: RESET },
  },
  steps: [{ text: 'Scripted answer.' }],
};

/** The rows that hold something; the ids and the seconds of a run are not compared. */
export function words(rows: readonly string[]): readonly string[] {
  return rows
    .map((row) => row.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID').replace(/(Wall Time: +)\S+ */, '$1'))
    .map((row) => row.replace(/ *│?$/, ''))
    .filter((row) => row !== '');
}

export function recorded(name: string): readonly string[] {
  return words(readFileSync(join(import.meta.dirname, 'fixtures', 'gemini', name), 'utf8').split('\n'));
}
