import { describe, expect, test } from 'vitest';
import { createTempHome, startInTerminal, until } from '@ccx/testkit';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { execute, type Answer, type ExecuteOptions } from '../../src/panes/execute.ts';
import { focusPane } from '../../src/panes/focus-pane.ts';
import { sendToPane } from '../../src/panes/send-to-pane.ts';
import { terminalPane } from '../../src/panes/terminal-pane.ts';

describe('a pane is known by the environment', () => {
  test.for([
    [
      'WezTerm',
      { WEZTERM_PANE: '3', WEZTERM_UNIX_SOCKET: '/run/gui-sock-9' },
      { program: 'wezterm', id: '3', socket: '/run/gui-sock-9' },
    ],
    ['WezTerm whose socket is not told', { WEZTERM_PANE: '0' }, { program: 'wezterm', id: '0', socket: null }],
    [
      'kitty',
      { KITTY_WINDOW_ID: '7', KITTY_LISTEN_ON: 'unix:/tmp/k' },
      { program: 'kitty', id: '7', socket: 'unix:/tmp/k' },
    ],
    ['kitty that listens nowhere', { KITTY_WINDOW_ID: '7' }, { program: 'kitty', id: '7', socket: null }],
    [
      'kitty that listens for one process',
      { KITTY_WINDOW_ID: '7', KITTY_LISTEN_ON: 'fd:5' },
      { program: 'kitty', id: '7', socket: null },
    ],
    [
      'kitty within WezTerm',
      { KITTY_WINDOW_ID: '7', WEZTERM_PANE: '3', TERM: 'xterm-kitty' },
      { program: 'kitty', id: '7', socket: null },
    ],
    [
      'WezTerm within kitty',
      { KITTY_WINDOW_ID: '7', WEZTERM_PANE: '3', TERM: 'xterm-256color' },
      { program: 'wezterm', id: '3', socket: null },
    ],
    ['tmux within kitty', { KITTY_WINDOW_ID: '7', TMUX: '/tmp/t,1,0' }, null],
    ['screen within WezTerm', { WEZTERM_PANE: '3', STY: '12.pts' }, null],
    ['zellij within WezTerm', { WEZTERM_PANE: '3', ZELLIJ: '0' }, null],
    ['numbers that are none', { KITTY_WINDOW_ID: 'x or all', WEZTERM_PANE: '--help' }, null],
    ['nothing', {}, null],
  ] as const)('%s', ([, variables, pane]) => {
    expect(terminalPane(variables)).toEqual(pane);
  });
});

interface Call {
  readonly program: string | undefined;
  readonly args: string;
  readonly input: string | undefined;
  readonly socket: string | undefined;
}

/** Stands for a terminal's own program: answers by the subcommand, and keeps what it was told. */
async function terminalWith(programs: readonly string[], answers: Readonly<Record<string, string>>) {
  const home = await createTempHome();
  onTestFinished(() => home.remove());
  for (const name of programs) await symlink(process.execPath, join(home.cwd, name));
  const env = { ...home.env, PATH: home.cwd };
  const calls: Call[] = [];
  let screen = '> ';
  const run = async (file: string, args: readonly string[], options: ExecuteOptions): Promise<Answer | null> => {
    if (file === 'stty') return execute(file, args, { ...options, env: home.env });
    const {
      input,
      env: { WEZTERM_UNIX_SOCKET },
    } = options;
    calls.push({ program: file.split('/').at(-1), args: args.join(' '), input, socket: WEZTERM_UNIX_SOCKET });
    if (args.includes('get-text')) return { code: 0, stdout: screen, stderr: '' };
    if (args.includes('send-text')) screen += input ?? '';
    const known = Object.keys(answers).find((name) => args.includes(name));
    return known === undefined
      ? { code: 1, stdout: '', stderr: 'refused\n' }
      : { code: 0, stdout: answers[known] ?? '', stderr: '' };
  };
  return { env, run, calls };
}

const WEZTERM = { program: 'wezterm', id: '3', socket: '/run/gui-sock-9' } as const;
const KITTY = { program: 'kitty', id: '7', socket: 'unix:/tmp/k' } as const;
// The fields of wezterm.org/cli/cli/list.html, and of `kitten @ ls` by its manual.
const WEZTERM_LIST = '[{"window_id":0,"tab_id":0,"pane_id":0},{"window_id":0,"tab_id":0,"pane_id":3}]';
const KITTY_LIST = '[{"id":1,"tabs":[{"id":1,"windows":[{"id":6,"pid":60},{"id":7,"pid":70}]}]}]';

/** A process that reads keys, in a terminal of its own; its parent is the one of kitty's window 7. */
async function openOwner() {
  const home = await createTempHome();
  const script = 'stty raw; echo ready; exec sleep 1000';
  const program = await startInTerminal('sh', ['-c', script], { env: home.env, cwd: home.cwd });
  onTestFinished(async () => {
    program.signal('SIGKILL');
    await program.ended;
    await home.remove();
  });
  await until(() => program.screen().includes('ready'), { what: 'the program' });
  return { processPid: program.pid, parentOf: (pid: number) => (pid === program.pid ? 70 : null), settleMs: 0 };
}

describe('WezTerm', () => {
  test('is told to activate the pane, on its own socket', async () => {
    const { calls, ...options } = await terminalWith(['wezterm'], { 'activate-pane': '' });
    expect(await focusPane(WEZTERM, options)).toEqual({ done: true });
    const args = 'cli --no-auto-start activate-pane --pane-id 3';
    expect(calls).toEqual([{ program: 'wezterm', args, input: undefined, socket: '/run/gui-sock-9' }]);
  });

  test('gets the text as a paste and the Enter by itself', async () => {
    const { calls, ...options } = await terminalWith(['wezterm'], { list: WEZTERM_LIST, 'send-text': '' });
    expect(await sendToPane(WEZTERM, 'one\n"two" three', { ...(await openOwner()), ...options })).toEqual({
      done: true,
    });
    expect(calls.filter(({ input }) => input !== undefined).map(({ args, input }) => [args, input])).toEqual([
      ['cli --no-auto-start send-text --pane-id 3', 'one\n"two" three'],
      ['cli --no-auto-start send-text --no-paste --pane-id 3', '\r'],
    ]);
  });

  test('that does not know the pane gets nothing', async () => {
    const { calls, ...options } = await terminalWith(['wezterm'], { list: '[{"pane_id":33}]', 'send-text': '' });
    expect(await sendToPane(WEZTERM, 'text', { ...(await openOwner()), ...options })).toMatchObject({
      done: false,
      typed: false,
    });
    expect(calls.map(({ input }) => input)).toEqual([undefined]);
  });
});

describe('kitty', () => {
  test('is told to focus the window, by the older program too', async () => {
    for (const programs of [['kitten', 'kitty'], ['kitty']]) {
      const { calls, ...options } = await terminalWith(programs, { 'focus-window': '' });
      expect(await focusPane(KITTY, options)).toEqual({ done: true });
      const args = '@ --to unix:/tmp/k focus-window --match id:7';
      expect(calls).toMatchObject([{ program: programs[0], args }]);
    }
  });

  test('gets the text as a paste and the Enter by itself', async () => {
    const { calls, ...options } = await terminalWith(['kitten'], { ls: KITTY_LIST, 'send-text': '' });
    expect(await sendToPane(KITTY, 'one\n"two" three', { ...(await openOwner()), ...options })).toEqual({ done: true });
    expect(calls.filter(({ input }) => input !== undefined).map(({ args, input }) => [args, input])).toEqual([
      ['@ --to unix:/tmp/k send-text --match id:7 --bracketed-paste auto --stdin', 'one\n"two" three'],
      ['@ --to unix:/tmp/k send-text --match id:7 --stdin', '\r'],
    ]);
  });

  test('gets nothing where the window is gone or holds another process', async () => {
    for (const list of ['[]', 'no json', KITTY_LIST.replace('70', '77')]) {
      const { calls, ...options } = await terminalWith(['kitten'], { ls: list, 'send-text': '' });
      expect(await sendToPane(KITTY, 'text', { ...(await openOwner()), ...options })).toMatchObject({
        done: false,
        typed: false,
      });
      expect(calls.map(({ input }) => input)).toEqual([undefined]);
    }
  });

  test('that listens nowhere cannot be told anything, and says what to set', async () => {
    const { calls, ...options } = await terminalWith(['kitten'], {});
    const why = 'kitty listens nowhere: set listen_on and allow_remote_control in kitty.conf.';
    const pane = { ...KITTY, socket: null };
    expect(await focusPane(pane, options)).toEqual({ done: false, why, command: null });
    expect(await sendToPane(pane, 'text', { ...(await openOwner()), ...options })).toEqual({
      done: false,
      why,
      typed: false,
    });
    expect(calls).toEqual([]);
  });
});

test('a terminal whose program is not installed, or that refuses, is said', async () => {
  const { run, env } = await terminalWith([], {});
  expect(await focusPane(KITTY, { run, env })).toMatchObject({ why: 'kitty is not installed here.' });
  const refusing = await terminalWith(['wezterm'], {});
  expect(await focusPane(WEZTERM, refusing)).toMatchObject({ why: 'wezterm did not do it: refused' });
});
