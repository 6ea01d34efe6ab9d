import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CcxError } from '../error.ts';
import type { ProcessRow, ProcessTable } from './process-table.ts';

const run = promisify(execFile);
const COLUMNS = 'pid,ppid,pgid,lstart,stat,command';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LINE =
  /^\s*(?<pid>\d+)\s+(?<parent>\d+)\s+(?<group>\d+)\s+\w{3}\s+(?<month>\w{3})\s+(?<day>\d{1,2})\s+(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)\s+(?<year>\d{4})\s+(?<stat>\S+)(?:\s+(?<command>.*))?$/;

/** A row with the command line, and with the environment behind it where `ps` was asked for it. */
export interface PsRow extends ProcessRow {
  readonly command: string;
}

/**
 * Reads what `ps -axo pid,ppid,pgid,lstart,stat,command` prints on macOS 15 in the C locale and in UTC. Lines of
 * another form, the heading among them, are left out.
 */
export function parsePs(text: string): readonly PsRow[] {
  return text.split('\n').flatMap((line) => {
    const part = LINE.exec(line)?.groups;
    const month = MONTHS.indexOf(part?.['month'] ?? '');
    if (part === undefined || month === -1) return [];
    const started = Date.UTC(
      Number(part['year']),
      month,
      Number(part['day']),
      Number(part['hour']),
      Number(part['minute']),
      Number(part['second']),
    );
    const stat = part['stat'] ?? '';
    return [
      {
        pid: Number(part['pid']),
        parent: Number(part['parent']),
        group: Number(part['group']),
        session: null,
        startedAt: String(started / 1000),
        state: stat.startsWith('Z') ? 'dead' : stat.startsWith('T') ? 'stopped' : 'alive',
        command: part['command'] ?? '',
      },
    ];
  });
}

/** Whether the environment that `ps -E` prints behind the command line holds this variable. */
export function commandCarries(command: string, entry: string): boolean {
  return ` ${command} `.includes(` ${entry} `);
}

/** The process table of macOS: `ps`, in a fixed locale and time zone. */
export const psTable: ProcessTable = {
  async domain() {
    try {
      const { stdout } = await run('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid'], { env: {} });
      return `darwin:${stdout.trim().toLowerCase()}`;
    } catch (error) {
      throw new CcxError('platform_unsupported', 'The boot session cannot be asked for with sysctl.', { cause: error });
    }
  },
  async find(pid) {
    return (await ps(['-p', String(pid)])).find((row) => row.pid === pid) ?? null;
  },
  async list() {
    return ps(['-ax']);
  },
  async carriers(rows, marker) {
    const known = new Set(rows.map((row) => `${row.pid} ${row.startedAt}`));
    const entry = `${marker.name}=${marker.value}`;
    const marked = (await ps(['-axE'])).filter(
      (row) => commandCarries(row.command, entry) && known.has(`${row.pid} ${row.startedAt}`),
    );
    return new Set(marked.map((row) => row.pid));
  },
};

async function ps(selection: readonly string[]): Promise<readonly PsRow[]> {
  try {
    const { stdout } = await run('/bin/ps', [...selection, '-ww', '-o', COLUMNS], {
      env: { LC_ALL: 'C', TZ: 'UTC' },
      maxBuffer: 64 * 1024 * 1024,
    });
    return parsePs(stdout);
  } catch (error) {
    // ps ends with 1 and prints nothing but the heading when no process was selected.
    if (error instanceof Error && 'code' in error && error.code === 1) return [];
    throw new CcxError('io_failed', 'The process table cannot be read with /bin/ps.', { cause: error });
  }
}
