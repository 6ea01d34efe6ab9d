import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processId } from '@ccx/contracts/host';
import { until } from '@ccx/testkit';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../../src/liveness.ts';
import { lookAtProcesses } from '../../src/processes/look.ts';
import { parseStat, procView } from '../../src/processes/proc-view.ts';
import { parsePs, viewOf } from '../../src/processes/ps-view.ts';

describe('a line of /proc/PID/stat', () => {
  const rest = 'S 1 41011 41011 34817 41011 4194304 0 0 0 0 12 3 0 0 20 0 11 0 262463 1 2 3';

  test('is read after the last parenthesis, whatever the program is called', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 15 }), (name) => {
        expect(parseStat(`41011 (${name}) ${rest}`)).toEqual({
          pid: 41011,
          parent: 1,
          startedAt: '262463',
          state: 'alive',
          terminal: true,
        });
      }),
    );
  });

  test.for([
    ['Z', 1, 'dead'],
    ['X', 1, 'dead'],
    ['Z', 4, 'alive'],
    ['T', 1, 'stopped'],
    ['D', 1, 'alive'],
  ] as const)('with the letter %s and %d threads is of a process that is %s', ([letter, threads, state]) => {
    const fields = rest.split(' ').with(0, letter).with(17, String(threads));
    expect(parseStat(`41011 (claude) ${fields.join(' ')}`)?.state).toBe(state);
  });

  test.for(['', '41011', '41011 (claude', '41011 (claude) S 1', 'x (y) z'])('of another form is none: "%s"', (text) => {
    expect(parseStat(text)).toBeNull();
  });

  test('without a terminal says so', () => {
    expect(parseStat(`1 (x) ${rest.replace('34817', '0')}`)?.terminal).toBe(false);
  });
});

describe.runIf(process.platform === 'linux')('the processes of this machine', () => {
  test('hold this one, with the identity that all packages know it by', async () => {
    const view = await lookAtProcesses();
    const own = await processId(process.pid);
    expect(view.find(process.pid)).toMatchObject({ pid: process.pid, startedAt: own?.startedAt, state: 'alive' });
    expect(view.domain).toBe(own?.domain);
    expect(view.list().map(({ pid }) => pid)).toContain(process.pid);
    expect(view.folder({ pid: process.pid, startedAt: own?.startedAt ?? '' })).toBe(process.cwd());
    const startedMs = view.startedMs({ pid: process.pid, startedAt: own?.startedAt ?? '' });
    expect(Math.abs((startedMs ?? 0) - performance.timeOrigin)).toBeLessThan(10_000);
  });

  test('show their environment only to who knows when they were started', async () => {
    const child = spawn('sleep', ['60'], { env: { PATH: process.env['PATH'] ?? '', KITTY_PID: '77', SECRET: 'x' } });
    onTestFinished(() => void child.kill('SIGKILL'));
    const pid = child.pid ?? 0;
    // The environment is that of the program once exec has happened.
    await until(
      async () => (await lookAtProcesses()).variables(await keyOf(pid), ['KITTY_PID'])?.['KITTY_PID'] === '77',
    );
    const view = await lookAtProcesses();
    expect(view.variables(await keyOf(pid), ['KITTY_PID', 'TMUX'])).toEqual({ KITTY_PID: '77' });
    expect(view.variables({ pid, startedAt: '1' }, ['KITTY_PID'])).toBeNull();
    expect(view.openFiles({ pid, startedAt: '1' })).toEqual([]);
    expect(view.folder({ pid, startedAt: '1' })).toBeNull();
  });

  test('that have ended and were not collected do not live', async () => {
    // The shell starts a child and becomes a program that collects nobody's end.
    const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const pid = Number(
      await new Promise<string>((resolve) => parent.stdout.once('data', (data) => resolve(String(data)))),
    );
    await until(async () => {
      const row = (await lookAtProcesses()).find(pid);
      return row !== null && row !== 'hidden' && row.state === 'dead';
    });
    const view = await lookAtProcesses();
    const row = view.find(pid);
    expect(isAlive({ pid, startedAt: row === null || row === 'hidden' ? '' : row.startedAt }, view)).toBe(false);
    expect(view.agents().map((one) => one.pid)).not.toContain(pid);
  });

  test.skipIf(process.platform !== 'linux')('are one while they start another program, not two', async () => {
    // The part in parentheses is a copy of the shell that becomes no program of its own.
    const script = '(while :; do sleep 60; done) & echo $!; wait';
    const parent = spawn('sh', ['-c', script], {
      argv0: 'claude',
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void process.kill(-(parent.pid ?? 0), 'SIGKILL'));
    const copy = Number(
      await new Promise<string>((resolve) => parent.stdout.once('data', (data) => resolve(String(data)))),
    );
    const view = await lookAtProcesses();
    expect(view.find(copy)).toMatchObject({ parent: parent.pid });
    const agents = view.agents().map((one) => one.pid);
    expect([agents.includes(parent.pid ?? 0), agents.includes(copy)]).toEqual([true, false]);
  });

  async function keyOf(pid: number): Promise<{ pid: number; startedAt: string }> {
    return { pid, startedAt: (await processId(pid))?.startedAt ?? '' };
  }
});

describe('a procfs of a test', () => {
  function openProc(): {
    readonly root: string;
    add(pid: number, stat: string, cmdline?: string, environ?: string): void;
  } {
    const root = mkdtempSync(join(tmpdir(), 'ccx-proc-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    mkdirSync(join(root, 'self/ns'), { recursive: true });
    symlinkSync('pid:[4026531836]', join(root, 'self/ns/pid'));
    writeFileSync(join(root, 'stat'), 'cpu 1 2 3\nbtime 1795222800\n');
    return {
      root,
      add(pid, stat, cmdline = '', environ = '') {
        mkdirSync(join(root, String(pid)));
        writeFileSync(join(root, `${pid}/stat`), stat);
        writeFileSync(join(root, `${pid}/cmdline`), cmdline);
        writeFileSync(join(root, `${pid}/environ`), environ);
      },
    };
  }
  const stat = (pid: number, start: number, parent = 1): string =>
    `${pid} (cl(a) ude) S ${parent} 1 1 0 1 0 0 0 0 0 7 5 0 0 20 0 1 0 ${start} 0\n`;

  test('shows the agents of its owner, when they began, and what they have used', () => {
    const proc = openProc();
    proc.add(10, stat(10, 100), '/opt/claude\0-p\0hi\0');
    proc.add(11, stat(11, 200), 'vim\0claude\0');
    const view = procView({ root: proc.root, domain: 'd' });
    expect(view.agents()).toMatchObject([{ pid: 10, agent: 'claude', args: ['-p', 'hi'], terminal: false }]);
    expect(view.startedMs({ pid: 10, startedAt: '100' })).toBe(1795222801_000);
    expect(view.cpuMs({ pid: 10, startedAt: '100' })).toBe(120);
    expect(view.find(12)).toBeNull();
    expect(view.agents().length).toBe(1);
    expect(procView({ root: proc.root, domain: 'd', uid: 12345 }).agents()).toEqual([]);
  });

  test('knows its own pid namespace, and takes a name of another form for nothing', () => {
    const proc = openProc();
    const view = procView({ root: proc.root, domain: 'd' });
    expect(view.isForeign('linux:whatever:pid:[1]')).toBe(true);
    expect(view.isForeign('something else')).toBe(false);
  });
});

describe('the lines of ps on macOS', () => {
  const text = [
    '  PID  PPID   UID TTY      STARTED                      STAT COMMAND',
    '    1     0     0 ??       Mon Nov 16 08:00:00 2026     Ss   /sbin/launchd',
    '  202     1   501 ttys003  Sat Nov 21 01:18:31 2026     S+   /opt/homebrew/bin/claude --resume x',
    '  203   202   501 ttys003  Sat Nov 21 01:18:32 2026     Z    (claude)',
    '  204     1   502 ttys004  Sat Nov 21 01:18:33 2026     T    codex',
    'nonsense',
  ].join('\n');

  test('show processes with start, state and terminal', () => {
    expect(parsePs(text)).toMatchObject([
      { pid: 1, parent: 0, terminal: false },
      {
        pid: 202,
        parent: 1,
        startedAt: String(Date.UTC(2026, 10, 21, 1, 18, 31) / 1000),
        state: 'alive',
        terminal: true,
      },
      { pid: 203, state: 'dead' },
      { pid: 204, state: 'stopped', uid: 502 },
    ]);
  });

  test('make a view in which environments and folders are unknown', () => {
    const view = viewOf(parsePs(text), 'darwin:x', 501);
    expect(view.agents()).toMatchObject([{ pid: 202, agent: 'claude', args: ['--resume', 'x'] }]);
    const key = { pid: 202, startedAt: String(Date.UTC(2026, 10, 21, 1, 18, 31) / 1000) };
    expect([view.variables(key, ['TMUX']), view.folder(key), view.openFiles(key)]).toEqual([null, null, []]);
    expect(isAlive(key, view)).toBe(true);
    expect(isAlive({ ...key, startedAt: '1' }, view)).toBe(false);
  });
});
