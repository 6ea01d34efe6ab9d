import { fileURLToPath } from 'node:url';
import { startInTerminal, until, type TerminalProgram } from '@ccx/testkit';
import { afterEach, describe, expect, test } from 'vitest';

const PROCESS = fileURLToPath(import.meta.resolve('./screen-process.ts'));
const NODE = [process.execPath, '--conditions=@ccx/source', PROCESS] as const;
const ENV = { HOME: '/home/ada', PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', LANG: 'C.UTF-8' };

const ALTERNATE = { on: '\u001b[?1049h', off: '\u001b[?1049l' };
const CURSOR = { on: '\u001b[?25h', off: '\u001b[?25l' };
/** A shell switches it on again for itself. */
const PASTE = { off: '\u001b[?2004l' };

const started: TerminalProgram[] = [];
afterEach(() => {
  for (const { pid } of started.splice(0)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
});

async function start(
  [file, ...args]: readonly [string, ...string[]],
  size: { readonly columns?: number; readonly rows?: number } = {},
): Promise<TerminalProgram> {
  const program = await startInTerminal(file, args, { env: ENV, cwd: import.meta.dirname, ...size });
  started.push(program);
  return program;
}

async function startScreen(args: readonly string[] = [], size = {}): Promise<TerminalProgram> {
  const program = await start([...NODE, ...args], size);
  await shown(program, '>◐  fix-login');
  return program;
}

function shown(program: TerminalProgram, text: string): Promise<true> {
  return until(() => program.screen().includes(text), { what: `"${text}" on the screen` });
}

/** The terminal is as it was: what was switched for the screen was switched back after it. */
async function givenBack(program: TerminalProgram): Promise<void> {
  // What a process has written last may be read after its end.
  await until(() => lastOf(program, ALTERNATE.off) > lastOf(program, ALTERNATE.on), { what: 'the own screen' });
  await until(() => lastOf(program, CURSOR.on) > lastOf(program, CURSOR.off), { what: 'the cursor' });
  expect(await shown(program, 'before')).toBe(true);
  expect(program.raw()).toContain(PASTE.off);
  expect(program.raw()).toContain(ALTERNATE.on);
  expect(program.screen()).not.toContain('fix-login');
}

function lastOf(program: TerminalProgram, sequence: string): number {
  return program.raw().lastIndexOf(sequence);
}

describe('a terminal gets back what stood on it', () => {
  test.for([
    ['q', 'q'],
    ['Esc', '\u001b'],
    ['Ctrl-C', '\u0003'],
    ['Ctrl-C while something is written', 'mhello\u0003'],
  ] as const)('after %s', async ([, keys]) => {
    const program = await startScreen();
    program.type(keys);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    await givenBack(program);
    expect(await shown(program, 'after')).toBe(true);
  });

  test.for(['SIGTERM', 'SIGHUP'] as const)('after %s that the command hears', async (name) => {
    const program = await startScreen();
    program.signal(name);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    await givenBack(program);
  });

  test.for([
    ['SIGTERM', 15],
    ['SIGHUP', 1],
    ['SIGINT', 2],
  ] as const)('after %s that nobody hears, which still ends it', async ([name, signal]) => {
    const program = await startScreen(['4', 'deaf']);
    program.signal(name);
    expect(await program.ended).toMatchObject({ signal });
    await givenBack(program);
  });

  test('after an error that nobody catches, which is seen then', async () => {
    const program = await startScreen(['4', 'throws']);
    program.type('f');
    expect((await program.ended).code).toBe(1);
    await givenBack(program);
    expect(await shown(program, 'thrown where nobody catches it')).toBe(true);
  });

  test('after the updates broke, which is passed on', async () => {
    const program = await startScreen(['4', 'breaks']);
    program.type('f');
    await program.ended;
    await givenBack(program);
    expect(await shown(program, 'failed: Error: the fleet broke')).toBe(true);
  });

  test('and its lines are edited by the terminal again', async () => {
    const program = await start(['/bin/sh', '-c', `"$@"; stty -a`, 'sh', ...NODE]);
    expect(await shown(program, '>◐  fix-login')).toBe(true);
    program.type('q');
    await program.ended;
    await until(() => /[^-]icanon/.test(program.screen()) && /[^-]echo /.test(program.screen()), { what: 'the modes' });
  });
});

test('Ctrl-Z gives the terminal to the shell, and fg brings the screen back as it was', async () => {
  const shell = await start(['/bin/bash', '--norc', '-i']);
  shell.type(`${NODE.map((word) => `'${word}'`).join(' ')}\r`);
  expect(await shown(shell, '>◐  fix-login')).toBe(true);
  shell.type('j');
  expect(await shown(shell, '>●  api')).toBe(true);
  shell.type('\u001a');
  expect(await shown(shell, 'Stopped')).toBe(true);
  await givenBack(shell);
  shell.type('fg\r');
  expect(await shown(shell, '>●  api')).toBe(true);
  shell.type('q');
  expect(await shown(shell, 'after')).toBe(true);
  await givenBack(shell);
});

test('only what has changed is written', async () => {
  const program = await startScreen(['200'], { columns: 120, rows: 40 });
  expect(await shown(program, 'hello fix-login')).toBe(true);
  const before = program.raw().length;
  program.type('j');
  expect(await shown(program, 'hello null')).toBe(true);
  const written = program.raw().slice(before);
  expect(written).toContain('api');
  // Neither the rows that stayed nor the whole screen.
  expect(written).not.toContain('agent-100');
  expect(written).not.toContain('2 wait');
  expect(written).not.toMatch(/\u001b\[[0-3]?J/);
});

test('what is done is said, and what fails ends nothing', async () => {
  const program = await startScreen();
  program.type('f');
  expect(await shown(program, '✓ fix-login is in front')).toBe(true);
  program.type('x');
  expect(await shown(program, 'stop fix-login? y/n')).toBe(true);
  program.type('y');
  expect(await shown(program, '✗ fix-login: it does not listen')).toBe(true);
  program.type('m');
  expect(await shown(program, 'to fix-login:')).toBe(true);
  program.type('\u001b[200~two\nlines\u001b[201~');
  expect(await shown(program, 'two lines')).toBe(true);
  program.type('\r');
  expect(await shown(program, '✓ fix-login was told "two lines"')).toBe(true);
});
