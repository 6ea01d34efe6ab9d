import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Machine } from '../machine/machine.ts';
import type { SignalName } from './scenario.ts';

/** How a recorded run ended, and when each of its lines came. */
interface Recording {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly lineMs: readonly number[];
  readonly code: number | null;
  readonly signal: SignalName | null;
}

/**
 * Plays a folder with `stdout.jsonl` (or `.gz`), `stderr.txt` and `exit.json` `{ code, signal, line_ms: [[ms, type], …] }`:
 * the same bytes, the same end. FAKE_AGENT_REPLAY_RUN chooses the n-th run of a folder that holds several (`2-stdout.jsonl`).
 * Instead of `line_ms` a file `timings.json` `[{ t_ms, stream, line }]` is understood. stdin is read and forgotten.
 */
export async function playRecording(folder: string, machine: Machine): Promise<void> {
  const run = machine.env['FAKE_AGENT_REPLAY_RUN'] ?? '1';
  const recording = readRecording(folder, run === '1' ? '' : `${run}-`);
  if (recording === null) {
    await machine.stderr(`fake agent: FAKE_AGENT_REPLAY: ${folder} holds no recording number ${run}.\n`);
    return await machine.exit(70);
  }
  process.stdin.resume();
  const { stdout, lineMs } = recording;
  let from = 0;
  let atMs = 0;
  for (let line = 0; from < stdout.length; line += 1) {
    const end = stdout.indexOf(0x0a, from);
    const to = end === -1 ? stdout.length : end + 1;
    const dueMs = lineMs[line] ?? atMs;
    await machine.sleep(Math.max(0, dueMs - atMs));
    atMs = Math.max(atMs, dueMs);
    await machine.output.write(stdout.subarray(from, to));
    from = to;
  }
  if (recording.stderr !== '') await machine.stderr(recording.stderr);
  if (recording.signal !== null) await machine.die(recording.signal);
  await machine.exit(recording.code ?? 0);
}

function readRecording(folder: string, prefix: string): Recording | null {
  const plain = join(folder, `${prefix}stdout.jsonl`);
  const packed = `${plain}.gz`;
  if (!existsSync(plain) && !existsSync(packed)) return null;
  const stdout = existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(packed));
  const errors = join(folder, `${prefix}stderr.txt`);
  const exit: unknown = JSON.parse(readOr(join(folder, `${prefix}exit.json`), '{}'));
  const {
    code,
    signal,
    line_ms: lines,
  }: Readonly<Record<string, unknown>> = typeof exit === 'object' && exit !== null ? { ...exit } : {};
  return {
    stdout,
    stderr: readOr(errors, ''),
    lineMs: Array.isArray(lines)
      ? lines.map((line: unknown) => (Array.isArray(line) ? Number(line[0]) : Number(line)))
      : timings(readOr(join(folder, `${prefix}timings.json`), '[]')),
    code: typeof code === 'number' ? code : null,
    signal: isSignal(signal) ? signal : null,
  };
}

/** The other form of times: a list of `{ t_ms, stream, line }` for both streams. */
function timings(text: string): readonly number[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => {
    const { stream, t_ms: ms }: Readonly<Record<string, unknown>> =
      typeof entry === 'object' && entry !== null ? { ...entry } : {};
    return stream === 'stdout' && typeof ms === 'number' ? [ms] : [];
  });
}

function readOr(path: string, otherwise: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : otherwise;
}

function isSignal(value: unknown): value is SignalName {
  return typeof value === 'string' && /^SIG(?:HUP|INT|KILL|TERM|SEGV|ABRT)$/.test(value);
}
