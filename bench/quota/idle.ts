/** What `ccx quota --watch` costs while nothing changes. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BenchWorld } from './world.ts';

const CCX = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));
/** The kernel counts in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** The share of one CPU in percent, from the first line on, over `seconds`. */
export async function idleShare({ env, folder }: BenchWorld, seconds: number): Promise<number> {
  const child = spawn(process.execPath, [CCX, 'quota', 'claude', 'codex', '--watch', '--jsonl'], {
    cwd: folder,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    let lines = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (lines += text.split('\n').length - 1));
    for (let tries = 0; lines < 2; tries += 1) {
      if (tries > 300) throw new Error('ccx quota --watch told nothing within 30 s');
      await pause(100);
    }
    // The probes have ended, and what they have loaded is compiled.
    await pause(5_000);
    const before = ticks(child.pid);
    const startedMs = performance.now();
    await pause(seconds * 1000);
    const used = ticks(child.pid) - before;
    return ((used / TICKS_PER_SECOND) * 100_000) / (performance.now() - startedMs);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** Of the process itself, in user and kernel mode. */
function ticks(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
