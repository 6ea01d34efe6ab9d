import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { CcxError } from '@ccx/contracts';
import { parseStat, procTable } from '../../src/host/proc-table.ts';
import { processTable } from '../../src/host/process-table.ts';
import { commandCarries, parsePs } from '../../src/host/ps-table.ts';
import { works } from './processes.ts';

/** A line of /proc/PID/stat with the fields that count. */
function stat(name: string, state: string, threads = 1): string {
  return `4711 (${name}) ${state} 12 13 14 0 -1 4194560 101 0 0 0 0 0 0 0 20 0 ${threads} 0 178590 5341184 222 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n`;
}

describe('a line of /proc/PID/stat', () => {
  it.each(['sh', 'we) S (ird', ') Z 1 1 1 (', '', ')', '((', 'two\nlines', 'R 1 2 3'])(
    'is read behind the name "%s"',
    (name) => {
      expect(parseStat(stat(name, 'S'))).toEqual({
        pid: 4711,
        parent: 12,
        group: 13,
        session: 14,
        startedAt: '178590',
        state: 'alive',
      });
    },
  );

  it.each([
    ['R', 1, 'alive'],
    ['D', 1, 'alive'],
    ['I', 1, 'alive'],
    ['t', 1, 'alive'],
    ['T', 1, 'stopped'],
    ['Z', 1, 'dead'],
    ['X', 1, 'dead'],
    ['x', 1, 'dead'],
    // The main thread has ended, others go on.
    ['Z', 3, 'alive'],
  ])('with state %s and %d threads is %s', (letter, threads, state) => {
    expect(parseStat(stat('sh', letter, threads))?.state).toBe(state);
  });

  it.each(['', '4711', '4711 (sh', '4711 (sh) S 1 2', 'x (sh) S 1 2'])('that is none gives nothing: "%s"', (text) => {
    expect(parseStat(text)).toBeNull();
  });
});

describe('the output of ps on macOS', () => {
  const output = `  PID  PPID  PGID STARTED                      STAT COMMAND
    1     0     1 Sat Nov  1 08:00:03 2025     Ss   /sbin/launchd
  512     1   512 Fri Nov 21 03:33:12 2025     S    /Applications/A b (c).app/Contents/MacOS/A b --flag=1 CCX_RUN_ID=r-7 HOME=/Users/me
99871   512   512 Fri Nov 21 03:33:59 2025     T+   sleep 600
99872   512   512 Fri Nov 21 03:34:00 2025     Z    <defunct>
99873   512   512 Fri Nov 21 03:34:01 2025     R+
not a line of ps
`;

  it('is read line by line, heading and strange lines left out', () => {
    const seconds = (instant: string): string => String(Date.parse(instant) / 1000);
    const rows = parsePs(output).map((row) => [row.pid, row.parent, row.group, row.session, row.startedAt, row.state]);
    expect(rows).toEqual([
      [1, 0, 1, null, seconds('2025-11-01T08:00:03Z'), 'alive'],
      [512, 1, 512, null, seconds('2025-11-21T03:33:12Z'), 'alive'],
      [99871, 512, 512, null, seconds('2025-11-21T03:33:59Z'), 'stopped'],
      [99872, 512, 512, null, seconds('2025-11-21T03:34:00Z'), 'dead'],
      [99873, 512, 512, null, seconds('2025-11-21T03:34:01Z'), 'alive'],
    ]);
  });

  it('shows the environment behind the command, where a marker is looked for as a whole word', () => {
    const marked = (entry: string): number[] =>
      parsePs(output)
        .filter((row) => commandCarries(row.command, entry))
        .map((row) => row.pid);
    expect(marked('CCX_RUN_ID=r-7')).toEqual([512]);
    expect(marked('HOME=/Users/me')).toEqual([512]);
    expect(marked('RUN_ID=r-7')).toEqual([]);
    expect(marked('CCX_RUN_ID=r')).toEqual([]);
  });

  it.skipIf(!works('ps', ['-axo', 'pid,ppid,pgid,lstart,stat,command']))(
    'agrees with what Linux tells of the same processes',
    async () => {
      const text = execFileSync('ps', ['-axo', 'pid,ppid,pgid,lstart,stat,command'], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      });
      const ours = parsePs(text).find((row) => row.pid === process.pid);
      const theirs = await procTable.find(process.pid);
      expect(ours).toMatchObject({ ...(theirs === 'hidden' ? {} : theirs), session: null, startedAt: ours?.startedAt });
    },
  );
});

describe('the process table', () => {
  it('is none on Windows, which is said with the way out', () => {
    try {
      processTable('win32');
      expect.unreachable();
    } catch (error) {
      expect(CcxError.is(error, 'platform_unsupported')).toBe(true);
      expect(error).toMatchObject({ hint: expect.stringContaining('WSL') });
    }
  });

  it.runIf(process.platform === 'linux')('of Linux lists this process and pid 1 once each', async () => {
    const pids = (await procTable.list()).map(({ pid }) => pid);
    expect(pids).toContain(process.pid);
    expect(pids).toContain(1);
    expect(new Set(pids).size).toBe(pids.length);
  });

  it.runIf(process.platform === 'linux')(
    'of Linux tells who carries a variable, wherever it stands and to its end',
    async () => {
      const rows = (await procTable.list()).filter((row) => row.pid === process.pid);
      const environment = execFileSync('cat', [`/proc/${process.pid}/environ`], { encoding: 'utf8' })
        .split('\0')
        .filter((entry) => /^\w+=.{3}/.test(entry));
      const asked = async (entry = ''): Promise<number[]> => [
        ...(await procTable.carriers(rows, {
          name: entry.slice(0, entry.indexOf('=')),
          value: entry.slice(entry.indexOf('=') + 1),
        })),
      ];
      expect(environment.length).toBeGreaterThan(2);
      for (const entry of [environment.at(0), environment.at(1), environment.at(-1)]) {
        expect(await asked(entry)).toEqual([process.pid]);
        expect(await asked(entry?.slice(0, -1))).toEqual([]);
        expect(await asked(entry?.slice(1))).toEqual([]);
      }
    },
  );
});
