import { readFileSync } from 'node:fs';
import type { Env } from '@ccx/contracts';
import type { Execute } from './execute.ts';

interface Place {
  readonly group: number;
  /** The process group that the terminal's keys go to. */
  readonly foreground: number;
  /** Absolute path; `null`: it has no terminal that can be named. */
  readonly tty: string | null;
}

export interface KeyboardOptions {
  readonly env: Env;
  readonly timeoutMs: number;
  readonly run: Execute;
}

/**
 * Why a process would not get what is typed into its terminal; `null`: it would. Where it was stopped, or runs in the
 * background, a shell reads the keys and would run the text; and of a terminal that still edits lines itself, which no
 * agent's interface leaves on, the shell gets it afterwards.
 *
 * @param paneTty the terminal that is typed into; `null`: the process' own, whatever that is
 */
export async function keysLost(pid: number, paneTty: string | null, options: KeyboardOptions): Promise<string | null> {
  const place = process.platform === 'linux' ? placeByProc(pid) : await placeByPs(pid, options);
  if (place === null || place.tty === null) return `Process ${pid} has no terminal.`;
  if (paneTty !== null && place.tty !== paneTty) return `Process ${pid} has a terminal of its own within the pane.`;
  if (place.group !== place.foreground) return `Process ${pid} is not in the foreground of its terminal.`;
  const flag = process.platform === 'linux' ? '-F' : '-f';
  const answer = await options.run('stty', [flag, place.tty, '-a'], options);
  return answer?.code === 0 && /(?:^|\s)-icanon\b/.test(answer.stdout)
    ? null
    : `Process ${pid} does not read keys now.`;
}

/** proc(5): after the name, which may hold anything: state, parent, group, session, terminal, foreground group. */
function placeByProc(pid: number): Place | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, , group, , device, foreground] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { group: group ?? 0, foreground: foreground ?? -1, tty: pseudoTerminal(device ?? 0) };
  } catch {
    return null;
  }
}

/** Major 136; the minor has its low 8 bits at the bottom and the others above the major. */
function pseudoTerminal(device: number): string | null {
  return ((device >>> 8) & 0xfff) === 136 ? `/dev/pts/${(device & 0xff) | ((device >>> 12) & 0xfff00)}` : null;
}

/** macOS; written from ps(1), not run. */
async function placeByPs(pid: number, options: KeyboardOptions): Promise<Place | null> {
  const answer = await options.run('/bin/ps', ['-o', 'pgid=,tpgid=,tty=', '-p', String(pid)], options);
  const [, group, foreground, tty = '??'] = /^\s*(\d+)\s+(-?\d+)\s+(\S+)/.exec(answer?.stdout ?? '') ?? [];
  if (group === undefined) return null;
  return { group: Number(group), foreground: Number(foreground), tty: tty.startsWith('tty') ? `/dev/${tty}` : null };
}
