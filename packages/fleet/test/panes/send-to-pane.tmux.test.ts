import { findExecutable } from '@ccx/contracts/host';
import { until } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { execute, type Execute } from '../../src/panes/execute.ts';
import { sendToPane, type SendResult } from '../../src/panes/send-to-pane.ts';
import {
  NO_TMUX,
  openTmuxWorld,
  type Manner,
  type Reader,
  type Submitted,
  type TmuxWorld,
} from './support/tmux-world.ts';

interface Scene extends TmuxWorld {
  readonly reader: () => Reader;
  readonly pid: number;
  readonly send: (text: string, more?: object) => Promise<SendResult>;
  readonly submitted: () => readonly Submitted[];
}

const PYTHON = await findExecutable('python3', { env: process.env });
if (PYTHON === null) console.warn('A terminal within a pane is not tried: python3 is not installed here.');

const TEXTS: readonly (readonly [string, string])[] = [
  ['one line', 'Now run the tests.'],
  ['a single letter', 'y'],
  ['lines, blank ones and tabs', 'first\n\n\tsecond\nthird  \n'],
  ['everything that a shell or tmux would read', `"a" 'b' $HOME \`id\` #{pane_id} \\n ; kill-server ; %1 ~ ! {}`],
  ['text beyond ASCII', 'Grüße, 漢字, עברית, ✳ 👩‍👩‍👧 e\u0301'],
  ['nothing but emoji', '👍'],
  ['a line that is wrapped', 'word '.repeat(60).trim()],
  ['200 KB', Array.from({ length: 4_000 }, (_, index) => `row ${index} ${'x'.repeat(40)}`).join('\n')],
];

/** A program in the pane %0, and a way to send to it. */
async function open(manner?: Manner): Promise<Scene> {
  const world = await openTmuxWorld();
  const { env, parentOf } = world;
  const reader = world.reader(manner);
  world.tmux('a', 'new-session', '-d', '-x', '80', '-y', '24', '-s', 'work', reader.command);
  const [pid = 0] = await world.ready('a', '%0');
  const pane = { socket: 'a', paneId: '%0', window: null };
  const patience = { timeoutMs: 30_000, arrivalMs: 30_000 };
  const options = { processPid: pid, parentOf, env, ...patience, ...(manner !== 'wary' && { settleMs: 0 }) };
  const send: Scene['send'] = (text, more) => sendToPane(pane, text, { ...options, ...more });
  return { ...world, reader: () => world.reader(), pid, send, submitted: reader.submitted };
}

describe.skipIf(NO_TMUX !== null)('in the real tmux', () => {
  test.for(TEXTS)('%s: arrives as it is, as one paste, and is submitted once', async ([, text]) => {
    const scene = await open();
    expect(await scene.send(text)).toEqual({ done: true });
    const submitted = await until(() => scene.submitted().length > 0 && scene.submitted(), { what: 'the Enter' });
    expect(submitted).toEqual([{ pid: scene.pid, text, pastes: 1 }]);
    expect(scene.tmux('a', 'list-buffers')).toBe('');
  });

  test('one text after the other is sent, the same one too', async () => {
    const scene = await open();
    for (const text of ['go on, please', 'go on, please', 'ok', 'ok']) {
      expect(await scene.send(text)).toEqual({ done: true });
    }
    await until(() => scene.submitted().length === 4, { what: 'four texts' });
    expect(scene.submitted().map(({ text }) => text)).toEqual(['go on, please', 'go on, please', 'ok', 'ok']);
  });

  test('a text cannot end its own bracket', async () => {
    const scene = await open();
    const text = 'harmless \u001b[201~\rrm -rf \u001b[31mred\u001b[0m \u0003\u009b201~';
    expect(await scene.send(text)).toEqual({ done: true });
    await until(() => scene.submitted().length > 0, { what: 'the Enter' });
    expect(scene.submitted()).toMatchObject([{ text: 'harmless \nrm -rf red 201~', pastes: 1 }]);
  });

  test('a pane in copy mode leaves it first, and still gets a bracketed paste', async () => {
    const scene = await open();
    scene.tmux('a', 'copy-mode', '-t', '%0');
    scene.tmux('a', 'send-keys', '-t', '%0', '-X', 'begin-selection');
    expect(await scene.send('one\ntwo')).toEqual({ done: true });
    await until(() => scene.submitted().length > 0, { what: 'the Enter' });
    expect(scene.submitted()).toMatchObject([{ text: 'one\ntwo', pastes: 1 }]);
    expect(scene.tmux('a', 'display-message', '-p', '-t', '%0', '#{pane_in_mode}')).toBe('0');
  });

  test('a sibling pane gets nothing, not even where keys go to all of them', async () => {
    const scene = await open();
    const sibling = scene.reader();
    scene.tmux('a', 'split-window', '-d', '-t', '%0', sibling.command);
    await scene.ready('a', '%1');
    scene.tmux('a', 'set-option', '-w', '-t', '%0', 'synchronize-panes', 'on');
    expect(await scene.send('for one alone')).toEqual({ done: true });
    await until(() => scene.submitted().length > 0, { what: 'the Enter' });
    // Its own Enter is read after all that came before.
    scene.tmux('a', 'set-option', '-w', '-t', '%0', 'synchronize-panes', 'off');
    scene.tmux('a', 'send-keys', '-t', '%1', 'mark', 'Enter');
    await until(() => sibling.submitted().length > 0, { what: "the sibling's own Enter" });
    expect(sibling.submitted()).toMatchObject([{ text: 'mark', pastes: 0 }]);
  });

  test('Enter is not pressed where the program throws the paste away', async () => {
    const scene = await open('deaf');
    expect(await scene.send('yes, do it', { arrivalMs: 300 })).toEqual({
      done: false,
      why: 'The pane did not show the text, so Enter was not pressed. It may ask something else now.',
      typed: null,
    });
    scene.tmux('a', 'send-keys', '-t', '%0', 'mark', 'Enter');
    await until(() => scene.submitted().length > 0, { what: "the person's own Enter" });
    expect(scene.submitted()).toMatchObject([{ text: 'mark', pastes: 0 }]);
  });

  test.for(['some text', 'a path C:\\'])(
    'Enter submits "%s", though the program might take it for a line break',
    async (text) => {
      const scene = await open('wary');
      expect(await scene.send(text)).toEqual({ done: true });
      const [submitted] = await until(() => scene.submitted().length > 0 && scene.submitted(), { what: 'the Enter' });
      expect(submitted?.text.trimEnd()).toBe(text);
    },
  );

  test('Enter is not pressed on a dialog that comes up after the text was seen', async () => {
    const scene = await open();
    let seen = false;
    const run: Execute = async (file, args, options) => {
      const answer = await execute(file, args, options);
      if (!args.includes('capture-pane')) return answer;
      const dialog = seen ? ' Do you want to proceed?\n ❯ 1. Yes\n   2. No\n' : null;
      seen ||= answer?.stdout.includes('go on, please') === true;
      return dialog === null ? answer : { code: 0, stdout: dialog, stderr: '' };
    };
    expect(await scene.send('go on, please', { run })).toMatchObject({ done: false, typed: null });
    scene.tmux('a', 'send-keys', '-t', '%0', '!', 'Enter');
    await until(() => scene.submitted().length > 0, { what: "the person's own Enter" });
    expect(scene.submitted()).toMatchObject([{ text: 'go on, please!' }]);
  });

  test('a program that did not ask for brackets gets the text without them', async () => {
    const scene = await open('plain');
    expect(await scene.send('just this line')).toEqual({ done: true });
    await until(() => scene.submitted().length > 0, { what: 'the Enter' });
    expect(scene.submitted()).toMatchObject([{ text: 'just this line', pastes: 0 }]);
  });

  test('nothing is typed into a pane that is not of this process, is gone, or takes no input', async () => {
    const scene = await open();
    const { env, parentOf, tmux, pid } = scene;
    const why = async (more: object): Promise<unknown> => {
      const outcome = await scene.send('some text', more);
      expect(outcome).toMatchObject({ done: false, typed: false });
      return 'why' in outcome && outcome.why;
    };
    expect(await why({ processPid: process.pid })).toBe(`Process ${process.pid} does not run in %0.`);
    tmux('a', 'select-pane', '-d', '-t', '%0');
    expect(await why({})).toMatch(/^The input of %0 is switched off/);
    tmux('a', 'select-pane', '-e', '-t', '%0');
    // Another program in the same pane is another process.
    tmux('a', 'respawn-pane', '-k', '-t', '%0', scene.reader().command);
    await scene.ready('a', '%0');
    expect(await why({})).toBe(`Process ${pid} does not run in %0.`);
    const gone = await sendToPane({ socket: 'a', paneId: '%9', window: null }, 'x', { processPid: pid, parentOf, env });
    expect(gone).toEqual({ done: false, why: 'The pane %9 is gone.', typed: false });
    expect(scene.submitted()).toEqual([]);
  });

  test('nothing is typed where a shell would get it, or run it once the process ends', async () => {
    const world = await openTmuxWorld();
    const { env, parentOf } = world;
    const reader = world.reader();
    const why = async (paneId: string, processPid: number): Promise<unknown> => {
      const outcome = await sendToPane({ socket: 'a', paneId, window: null }, 'echo $((6 * 7))', {
        processPid,
        parentOf,
        env,
      });
      expect(outcome).toMatchObject({ done: false, typed: false });
      return 'why' in outcome && outcome.why;
    };
    world.tmux('a', 'new-session', '-d', '-x', '200', '-y', '24', 'sh -i');
    const screen = (): string => world.tmux('a', 'capture-pane', '-p', '-t', '%0');
    await until(() => /[$#]/.test(screen()), { what: 'the prompt of the shell' });
    world.tmux('a', 'send-keys', '-t', '%0', '-l', reader.command);
    world.tmux('a', 'send-keys', '-t', '%0', 'Enter');
    await until(() => /^ready/m.test(screen()), { what: 'the program' });
    const pid = (await world.ready('a', '%0')).at(-1) ?? 0;
    process.kill(pid, 'SIGSTOP');
    onTestFinished(() => void process.kill(pid, 'SIGKILL'));
    const foreground = (): string => world.tmux('a', 'display-message', '-p', '-t', '%0', '#{pane_current_command}');
    await until(() => foreground() !== 'node', { what: 'the shell in the foreground' });
    expect(await why('%0', pid)).toBe(`Process ${pid} is not in the foreground of its terminal.`);
    world.tmux('a', 'split-window', '-t', '%0', 'echo ready; sleep 1000');
    const [still = 0] = await world.ready('a', '%1');
    expect(await why('%1', still)).toBe(`Process ${still} does not read keys now.`);
    expect(screen()).not.toContain('42');
  });

  test.skipIf(PYTHON === null)(
    'nothing is typed into a pane whose program holds the process in a terminal of its own',
    async () => {
      const world = await openTmuxWorld();
      const { env, parentOf } = world;
      const holder = "import pty; pty.spawn(['sh', '-c', 'stty raw; echo ready; sleep 1000; true'])";
      world.tmux('a', 'new-session', '-d', 'python3', '-c', holder);
      const pid = (await world.ready('a', '%0')).at(-1) ?? 0;
      const outcome = await sendToPane({ socket: 'a', paneId: '%0', window: null }, 'x', {
        processPid: pid,
        parentOf,
        env,
      });
      const why = `Process ${pid} has a terminal of its own within the pane.`;
      expect(outcome).toEqual({ done: false, why, typed: false });
    },
  );

  test('a server that hangs is said', async () => {
    const scene = await open();
    const server = Number(scene.tmux('a', 'display-message', '-p', '#{pid}'));
    process.kill(server, 'SIGSTOP');
    try {
      const outcome = await scene.send('some text', { timeoutMs: 300 });
      expect(outcome).toEqual({ done: false, why: 'No tmux server answers on a.', typed: false });
    } finally {
      process.kill(server, 'SIGCONT');
    }
  });

  test('a text in which there is nothing to type is an error', async () => {
    const scene = await open();
    for (const text of ['', ' \n\t', '\u001b[0m']) {
      await expect(scene.send(text)).rejects.toMatchObject({ code: 'invalid_argument' });
    }
  });

  test('no Enter follows once the caller gave up, though the text stands there', async () => {
    const scene = await open();
    const giveUp = new AbortController();
    let looks = 0;
    const run: Execute = (file, args, options) => {
      looks += args.includes('capture-pane') ? 1 : 0;
      // The first look is at the screen before.
      if (looks === 2) giveUp.abort(new Error('enough'));
      return looks === 2 ? Promise.resolve(null) : execute(file, args, options);
    };
    await expect(scene.send('some text', { run, signal: giveUp.signal })).rejects.toThrow('enough');
    await until(() => scene.tmux('a', 'capture-pane', '-p').includes('some text'), { what: 'the text' });
    scene.tmux('a', 'send-keys', '-t', '%0', '!', 'Enter');
    await until(() => scene.submitted().length > 0, { what: "the person's own Enter" });
    expect(scene.submitted()).toMatchObject([{ text: 'some text!' }]);
  });
});
