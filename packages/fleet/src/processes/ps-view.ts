import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CcxError, recogniseAgent } from '@ccx/contracts';
import type { AgentProcess, ProcessRow, ProcessView } from './process-view.ts';

const run = promisify(execFile);
const COLUMNS = 'pid,ppid,uid,tty,lstart,stat,command';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LINE =
  /^\s*(?<pid>\d+)\s+(?<parent>\d+)\s+(?<uid>\d+)\s+(?<tty>\S+)\s+\w{3}\s+(?<month>\w{3})\s+(?<day>\d{1,2})\s+(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)\s+(?<year>\d{4})\s+(?<stat>\S+)(?:\s+(?<command>.*))?$/;

interface PsRow extends ProcessRow {
  readonly uid: number;
  readonly command: string;
}

/**
 * macOS: one reading of `ps`. Environments, folders and open files of other processes stay unknown there. Not proved
 * on macOS, only its parser is.
 */
export async function psView({ domain }: { readonly domain: string }): Promise<ProcessView> {
  try {
    const { stdout } = await run('/bin/ps', ['-axww', '-o', COLUMNS], {
      env: { LC_ALL: 'C', TZ: 'UTC' },
      maxBuffer: 64 * 1024 * 1024,
    });
    return viewOf(parsePs(stdout), domain, process.getuid?.() ?? -1);
  } catch (error) {
    throw new CcxError('platform_unsupported', `Processes cannot be listed on "${process.platform}".`, {
      cause: error,
      hint: 'On Windows, run it inside WSL.',
    });
  }
}

/** The view that these rows make; nothing else is asked. */
export function viewOf(rows: readonly PsRow[], domain: string, uid: number): ProcessView {
  const byPid = new Map(rows.map((row) => [row.pid, row]));
  return {
    domain,
    find: (pid) => byPid.get(pid) ?? null,
    list: () => rows,
    agents: () =>
      rows.flatMap((row): readonly AgentProcess[] => {
        const recognised = row.state === 'dead' || row.uid !== uid ? null : recogniseAgent(row.command.split(' '));
        return recognised === null ? [] : [{ ...row, ...recognised }];
      }),
    variables: () => null,
    folder: () => null,
    adopts: ({ pid }) => pid === 1,
    openFiles: () => [],
    memoryBytes: () => null,
    cpuMs: () => null,
    startedMs: ({ startedAt }) => Number(startedAt) * 1000,
    // Claude Code's own name of a domain on macOS was never seen; a start time that agrees decides.
    isForeign: (pidDomain) => pidDomain.startsWith('linux:'),
  };
}

/**
 * Reads `ps -axww -o pid,ppid,uid,tty,lstart,stat,command` in the C locale and in UTC (macOS 15). Lines of another
 * form, the heading among them, are left out.
 */
export function parsePs(text: string): readonly PsRow[] {
  return text.split('\n').flatMap((line) => {
    const part = LINE.exec(line)?.groups;
    const month = MONTHS.indexOf(part?.['month'] ?? '');
    if (part === undefined || month === -1) return [];
    const number = (name: string): number => Number(part[name]);
    const started = Date.UTC(number('year'), month, number('day'), number('hour'), number('minute'), number('second'));
    const { stat = '', tty, command = '' } = part;
    return [
      {
        pid: number('pid'),
        parent: number('parent'),
        uid: number('uid'),
        startedAt: String(started / 1000),
        state: stat.startsWith('Z') ? 'dead' : stat.startsWith('T') ? 'stopped' : 'alive',
        terminal: tty !== '??' && tty !== '-',
        command,
      } as const,
    ];
  });
}
