import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeAgentCommand, type Scenario } from '@ccx/fake-agents';
import { COLUMNS, GOOGLE, hasScript, KEY, PLAN, READY, recorded, words } from './gemini-terminal.ts';
import { until } from './run-fake.ts';
import { rendered } from './terminal.ts';

let root: string;
let running: ChildProcess | null = null;
beforeEach(() => {
  root = join(realpathSync(mkdtempSync(join(tmpdir(), 'fake-screen-'))), 'dev');
  mkdirSync(join(root, 'project'), { recursive: true });
});
afterEach(() => {
  // `script` is the leader of the pseudo-terminal: its end is a hangup for both processes.
  running?.kill('SIGKILL');
  rmSync(join(root, '..'), { recursive: true, force: true, maxRetries: 5 });
});

interface Seen {
  screen(): readonly string[];
  raw(): string;
  type(keys: string): void;
  readonly exit: Promise<number | null>;
}

function open(
  args: readonly string[],
  {
    env = KEY,
    scenario = PLAN,
    rows = 60,
  }: { env?: Readonly<Record<string, string>>; scenario?: Scenario; rows?: number } = {},
): Seen {
  const { file, args: first } = fakeAgentCommand('gemini');
  const command = `stty cols ${COLUMNS} rows ${rows}; exec ${[file, ...first, ...args].join(' ')}`;
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    cwd: join(root, 'project'),
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: root,
      TZ: 'UTC',
      SHELL: '/bin/sh',
      FAKE_AGENT_NOW: '2026-11-21T01:14:00.000Z',
      FAKE_AGENT_SCENARIO: JSON.stringify(scenario),
      ...env,
    },
  });
  running = child;
  let raw = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    raw += chunk;
  });
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { raw: () => raw, screen: () => rendered(raw, COLUMNS), type: (keys) => child.stdin.write(keys), exit };
}

const shows = (seen: Seen, text: string): Promise<void> =>
  until(`the screen shows ${text}`, () => seen.screen().some((line) => line.includes(text)));

async function enter(seen: Seen, text: string): Promise<void> {
  seen.type(text);
  await shows(seen, ` > ${text}`);
  seen.type('\r');
}

const home = (path: string): string => join(root, '.gemini', path);
const jsonOf = (path: string): unknown => JSON.parse(readFileSync(home(path), 'utf8'));

describe.skipIf(!hasScript)('the screen of Gemini', () => {
  test('it is ready with the quota of a Google login in its last row, as recorded', async () => {
    const seen = open(['--skip-trust'], { env: GOOGLE });
    await shows(seen, '16% used');
    expect(words(seen.screen())).toEqual(recorded('tui-stats-oauth/ready.txt'));
    expect(seen.raw()).toContain('\u001B]0;◇  Ready (project)');
  });

  test('/model shows the families and their resets, as recorded', async () => {
    const seen = open(['--skip-trust'], { env: GOOGLE });
    await shows(seen, '16% used');
    await enter(seen, '/model');
    await shows(seen, 'Model usage');
    expect(words(seen.screen())).toEqual(recorded('tui-model-oauth/model.txt'));
    seen.type('\u001B');
    await shows(seen, READY);
    expect(seen.screen().join('\n')).not.toContain('Model usage');
  });

  test('/stats and the goodbye are as recorded, and hold no quota', async () => {
    const seen = open(['--skip-trust'], { env: GOOGLE });
    await shows(seen, '16% used');
    await enter(seen, '/stats');
    await shows(seen, 'Session Stats');
    await shows(seen, READY);
    const stats = recorded('tui-stats-oauth/stats.txt');
    expect(words(seen.screen()).slice(-stats.length)).toEqual(stats);
    seen.type('\u0003');
    await shows(seen, 'Press Ctrl+C again to exit.');
    seen.type('\u0003');
    expect(await seen.exit).toBe(0);
    const last = recorded('tui-stats-oauth/last.txt');
    const goodbye = last.slice(last.indexOf(' > /quit'));
    expect(words(seen.screen()).slice(-goodbye.length)).toEqual(goodbye);
    expect(jsonOf('tmp/project/logs.json')).toMatchObject([{ messageId: 0, type: 'user', message: '/stats' }]);
  });

  test('after a turn the statistics list its models, and the prompts typed are recorded', async () => {
    const steps = [{ text: 'Hello.', usage: { input: 400, cacheRead: 800, output: 20 } }];
    const seen = open(['--skip-trust'], { scenario: { steps } });
    await shows(seen, READY);
    await enter(seen, 'Say hi');
    await shows(seen, '✦ Hello.');
    await until('it is ready again', () => seen.raw().split('◇  Ready').length === 3);
    expect(seen.raw()).toContain('\u001B]0;✦  Working… (project)');
    await enter(seen, '/stats');
    await shows(seen, 'Model Usage');
    const stats = recorded('tui-stats-api-key/stats.txt');
    await until(
      'the prompt is back',
      () =>
        seen
          .screen()
          .findLast((row) => row !== '')
          ?.includes('Auto') === true,
    );
    const timeless = (rows: readonly string[]): readonly string[] =>
      rows.map((row) => row.replace(/(Agent Active|API Time): .*/, '$1'));
    expect(timeless(words(seen.screen()).slice(-stats.length))).toEqual(timeless(stats));
    seen.type('\u0003');
    await shows(seen, 'Press Ctrl+C again to exit.');
    seen.type('\u0003');
    expect(await seen.exit).toBe(0);
    const last = recorded('tui-stats-api-key/last.txt');
    const goodbye = timeless(last.slice(last.indexOf(' > /quit')));
    expect(timeless(words(seen.screen()).slice(-goodbye.length))).toEqual(goodbye);
    expect(jsonOf('tmp/project/logs.json')).toMatchObject([{ message: 'Say hi' }, { messageId: 1, message: '/stats' }]);
  });

  test('a terminal that answers no question sees the same', async () => {
    const seen = open(['--skip-trust']);
    await shows(seen, READY);
    expect(words(seen.screen())).toEqual(recorded('tui-dumb-pty/ready.txt'));
  });

  test('an API key has no quota column', async () => {
    const seen = open(['--skip-trust']);
    await shows(seen, READY);
    const ready = recorded('tui-trust-prompt/after.txt');
    expect(words(seen.screen())).toEqual(ready.slice(ready.indexOf(' ▝▜▄     Gemini CLI v0.61.0')));
    await enter(seen, '/stats model');
    await shows(seen, 'No API calls have been made in this session.');
  });

  test('a folder that is not trusted is asked about; the answer is remembered and the CLI starts itself again', async () => {
    const seen = open([]);
    await shows(seen, "3. Don't trust");
    expect(words(seen.screen())).toEqual(recorded('tui-trust-prompt/trust.txt'));
    seen.type('\r');
    await shows(seen, READY);
    const after = recorded('tui-trust-prompt/after.txt');
    expect(words(seen.screen()).slice(-after.length)).toEqual(after);
    expect(jsonOf('trustedFolders.json')).toEqual({ [join(root, 'project')]: 'TRUST_FOLDER' });
    expect(jsonOf('state.json')).toEqual({ startupWarningCounts: { 'true-color': 2 }, tipsShown: 2 });
  });

  test('a first start asks for trust first, and then how to log in', async () => {
    const seen = open([], { env: {}, scenario: {} });
    await shows(seen, "3. Don't trust");
    expect(words(seen.screen())).toEqual(recorded('tui-first-run/first.txt'));
    seen.type('2');
    await shows(seen, '● 2. Trust parent folder (dev)');
    seen.type('\r');
    await shows(seen, 'How would you like to authenticate for this project?');
    const login = recorded('tui-login/screen.txt');
    expect(words(seen.screen()).slice(-login.length)).toEqual(login);
    expect(jsonOf('trustedFolders.json')).toEqual({ [join(root, 'project')]: 'TRUST_PARENT' });
    seen.type('\r');
    await shows(seen, 'Waiting for authentication... (Press Esc or Ctrl+C to cancel)');
  });

  test('a prompt is answered; text and Enter in one write are a paste and send nothing', async () => {
    const seen = open(['--skip-trust']);
    await shows(seen, READY);
    seen.type('hello\r');
    await shows(seen, ' > hello');
    expect(seen.screen().join('\n')).not.toContain('Scripted answer.');
    seen.type('\r');
    await shows(seen, '✦ Scripted answer.');
    await shows(seen, READY);
    expect(seen.raw()).not.toContain('"type":"init"');
  });

  test('a used-up plan shows nothing but that it thinks, and Escape ends it', async () => {
    const seen = open(['--skip-trust'], { env: GOOGLE, scenario: { ...PLAN, steps: [{ limit: { resetsIn: '5h' } }] } });
    await shows(seen, '16% used');
    await enter(seen, 'hello');
    await shows(seen, 'Thinking... (esc to cancel, 0s)');
    seen.type('\u001B');
    await shows(seen, 'Request cancelled.');
    expect(seen.raw()).not.toContain('exhausted');
  });

  test('the used-up quota of a key asks what to do, and is met again', async () => {
    const steps = [{ limit: { resetsIn: '5h' } }] as const;
    const seen = open(['--skip-trust', '-m', 'gemini-2.5-pro'], { scenario: { steps } });
    await shows(seen, READY);
    await enter(seen, 'hello');
    await shows(seen, '2. Stop');
    const dialog = recorded('tui-limit/screen.txt');
    expect(words(seen.screen()).slice(-dialog.length)).toEqual(dialog);
    seen.type('\r');
    await until('it is busy once more', () => seen.raw().split('✦  Working').length === 3);
    await until('it asks again', () => seen.raw().split('◇  Ready').length === 4);
    seen.type('2');
    await shows(seen, '● 2. Stop');
    seen.type('\r');
    await shows(seen, READY);
  });

  test('a call and a failure are shown as recorded', async () => {
    const read = { tool: 'Read', input: { file_path: 'note.txt' }, output: 'alpha' };
    const seen = open(['--skip-trust'], {
      scenario: { turns: [[read, { text: 'Done.' }], [{ fail: 'bad-request' }]] },
    });
    await shows(seen, READY);
    await enter(seen, 'read it');
    await shows(seen, '  ✓  ReadFile  note.txt');
    await shows(seen, '✦ Done.');
    await until('it is ready again', () => seen.raw().split('◇  Ready').length === 3);
    await enter(seen, 'again');
    await shows(seen, '✕ [API Error: {"error":{"code":400,');
    await shows(seen, 'ℹ This request failed. Press F12 for diagnostics');
    expect(seen.screen().filter((row) => row === '  ✓  ReadFile  note.txt')).toHaveLength(1);
  });

  test('a screen that is higher than its terminal is drawn anew, with all that was said', async () => {
    const seen = open(['--skip-trust'], { env: GOOGLE, rows: 8 });
    await shows(seen, '16% used');
    await enter(seen, '/stats');
    await shows(seen, 'Session Stats');
    await shows(seen, READY);
    expect(words(seen.screen()).filter((row) => row.includes('Gemini CLI v0.61.0'))).toHaveLength(1);
    // Rows that have scrolled off cannot be erased one by one.
    expect(seen.raw()).toContain('\u001B[2J\u001B[3J\u001B[H');
  });
});
