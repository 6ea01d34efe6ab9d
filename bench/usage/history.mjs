// Histories to measure with, and what they hold.
import { spawnSync } from 'node:child_process';
import { appendFileSync, closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from './fail.mjs';

const OWN = fileURLToPath(new URL('generate.mjs', import.meta.url));

/** What is measured by name: the generator's options, and where the figures should lie against ccusage's. */
export const SIZES = {
  '50M': { sessions: 30, lines: 430, seed: 1, reach: {} },
  '0.5G': { sessions: 210, lines: 400, seed: 2, reach: { firstWall: 1, firstCpu: 0.9, same: 0.15, grown: 0.15 } },
  '2G': { sessions: 850, lines: 410, seed: 3, reach: { firstWall: 0.8, firstCpu: 0.8, same: 0.07, grown: 0.08 } },
  // One session of 400 MB, always by the generator here: others make sessions of their own length.
  'one-file': { sessions: 1, lines: 120_000, seed: 4, reach: {} },
};

/** Writes a history with two accounts below `folder`. */
export function writeHistory(folder, size) {
  const { sessions, lines, seed } = SIZES[size];
  const generator = size === 'one-file' ? OWN : (process.env.USAGE_GENERATOR ?? OWN);
  const options = { out: folder, sessions, lines, profiles: 2, seed };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { status, stderr } = spawnSync(process.execPath, [generator, ...args], { encoding: 'utf8' });
  if (status !== 0) fail(`${generator} ended with ${status}:\n${stderr}`);
  const { bytes, files, totals } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  const transcripts = readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith('.jsonl') && !path.includes('subagents'))
    .map((path) => join(folder, path))
    .toSorted();
  const configDirs = new Set(transcripts.map((path) => dirname(dirname(dirname(path)))));
  return { bytes, files, totals, transcripts, configDirs: [...configDirs], grown: 0 };
}

/** Appends one call to one session, another one each time, as an agent that is at work would. */
export function grow(history) {
  const whole = history.transcripts.filter(endsWhole);
  const path = whole[history.grown % whole.length];
  if (path === undefined) fail('No transcript ends with a whole line.');
  history.grown += 1;
  const usage = {
    input_tokens: 3,
    cache_creation_input_tokens: 200,
    cache_read_input_tokens: 40_000,
    output_tokens: 90,
  };
  const id = `msg_01Grown${history.grown}`;
  const message = { id, type: 'message', role: 'assistant', model: 'claude-haiku-4-5-20251001', content: [], usage };
  const at = { timestamp: '2026-04-20T12:00:00.000Z', cwd: '/home/ada/shop', sessionId: 'grown', version: '2.1.329' };
  appendFileSync(
    path,
    `${JSON.stringify({ isSidechain: false, message, requestId: `req_${id}`, type: 'assistant', ...at })}\n`,
  );
  const { totals } = history;
  history.totals = {
    ...totals,
    input: totals.input + 3,
    cacheWrite5m: totals.cacheWrite5m + 200,
    cacheRead: totals.cacheRead + 40_000,
    output: totals.output + 90,
    calls: totals.calls + 1,
  };
}

function endsWhole(path) {
  const fd = openSync(path, 'r');
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, fstatSync(fd).size - 1);
  closeSync(fd);
  return last[0] === 0x0a;
}
