import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeAgentCommand, type Scenario } from '@ccx/fake-agents';
import { rendered } from './terminal.ts';
import { until } from './run-fake.ts';

// A real pseudo-terminal without a native module: util-linux's `script`. Elsewhere these tests are skipped, and say so.
const hasScript =
  process.platform === 'linux' &&
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');
if (!hasScript) console.warn('skipped: the screens of fake-claude need `script` of util-linux for a pseudo-terminal');

const COLUMNS = 120;
const PLAN: Scenario = {
  login: 'subscription',
  quota: {
    fiveHour: { percent: 42.9, resetsAt: '2026-11-21T03:51:00.000Z' },
    sevenDay: { percent: 17, resetsAt: '2026-11-25T01:21:00.000Z' },
    sevenDaySonnet: { percent: 0 },
  },
  steps: [{ text: 'Scripted answer.' }],
};

let root: string;
let running: ChildProcess | null = null;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'fake-screen-')));
  mkdirSync(join(root, 'project'));
});
afterEach(() => {
  running?.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

interface Seen {
  screen(): readonly string[];
  raw(): string;
  type(keys: string): void;
  readonly exit: Promise<number | null>;
}

function open({ scenario = PLAN, trusted = true }: { scenario?: Scenario; trusted?: boolean } = {}): Seen {
  const project = join(root, 'project');
  if (trusted)
    writeFileSync(
      join(root, '.claude.json'),
      JSON.stringify({ projects: { [project]: { hasTrustDialogAccepted: true } } }),
    );
  const { file, args } = fakeAgentCommand('claude');
  const command = `stty cols ${COLUMNS} rows 60; exec ${[file, ...args].join(' ')}`;
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    cwd: project,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: root,
      TZ: 'UTC',
      SHELL: '/bin/sh',
      FAKE_AGENT_NOW: '2026-11-21T01:02:03.000Z',
      FAKE_AGENT_SCENARIO: JSON.stringify(scenario),
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

describe.skipIf(!hasScript)('the screen', () => {
  test('/usage shows the windows as the real dialog does', async () => {
    const seen = open();
    await shows(seen, '⏵⏵ auto mode on');
    seen.type('/usage');
    await shows(seen, '❯ /usage  ');
    seen.type('\r');
    await shows(seen, '42% used');
    const screen = seen.screen();
    const from = screen.findIndex((line) => line.includes('Current session'));
    expect(screen.slice(from)).toEqual([
      '  Current session',
      '  █████████████████████▌                             42% used',
      '  Resets 3:51am (UTC)',
      '',
      '  Current week (all models)',
      '  ████████▌                                          17% used',
      '  Resets Nov 25, 1:21am (UTC)',
      '',
      '  Current week (Sonnet only)',
      '                                                     0% used',
      '',
      '  Usage credits',
      '  Usage credits are off · /usage-credits to turn them on',
      '',
      '  ←/→ to switch · Esc to close',
    ]);
    // Whoever only strips escapes finds no blanks: the trap of the real screen.
    expect(seen.raw()).toContain('\u001B[54G42%\u001B[58Gused');
    seen.type('\u001B');
    await shows(seen, 'Settings dialog dismissed');
    seen.type('/exit');
    await shows(seen, '❯ /exit');
    seen.type('\r');
    expect(await seen.exit).toBe(0);
    expect(seen.screen().join('\n')).toMatch(/Resume this session with:\nclaude --resume [0-9a-f-]{36}/);
  });

  test.each([
    { fails: 500, text: "✘ Couldn't load usage data" },
    { fails: 429, text: '✘ The usage page is rate limited until 1:07am.' },
    { fails: 'no-scope', text: 'No usage limits to show for this sign-in.' },
  ] as const)('/usage with the failure $fails says "$text"', async ({ fails, text }) => {
    const seen = open({ scenario: { ...PLAN, quota: { fails } } });
    await shows(seen, '⏵⏵ auto mode on');
    seen.type('/usage');
    await shows(seen, '❯ /usage');
    seen.type('\r');
    await shows(seen, text);
    expect(seen.screen().join('\n')).not.toContain('% used');
  });

  test('a folder that is not trusted is asked about, and the default answer leaves', async () => {
    const seen = open({ trusted: false });
    await shows(seen, '❯ No, exit');
    seen.type('\r');
    expect(await seen.exit).toBe(1);
    expect(seen.screen().join('\n')).toContain("Claude Code didn't start because this folder isn't trusted.");
  });

  test('trust is remembered', async () => {
    const seen = open({ trusted: false });
    await shows(seen, '❯ No, exit');
    seen.type('\u001B[B');
    await shows(seen, '❯ Yes, I trust this folder');
    seen.type('\r');
    await shows(seen, '⏵⏵ auto mode on');
    expect(JSON.parse(readFileSync(join(root, '.claude.json'), 'utf8'))).toMatchObject({
      projects: { [join(root, 'project')]: { hasTrustDialogAccepted: true } },
    });
  });

  test('a prompt is answered; text and Enter in one write are a paste and send nothing', async () => {
    const seen = open();
    await shows(seen, '⏵⏵ auto mode on');
    const [file = ''] = readdirSync(join(root, '.claude', 'sessions'));
    expect(JSON.parse(readFileSync(join(root, '.claude', 'sessions', file), 'utf8'))).toMatchObject({
      status: 'idle',
      entrypoint: 'cli',
    });
    seen.type('hello\r');
    await shows(seen, '❯ hello');
    expect(seen.screen().join('\n')).not.toContain('Scripted answer.');
    seen.type('\r');
    await shows(seen, '● Scripted answer.');
    seen.type('\u0003');
    await shows(seen, 'Press Ctrl-C again to exit');
    seen.type('\u0003');
    expect(await seen.exit).toBe(0);
    expect(readdirSync(join(root, '.claude', 'sessions'))).toEqual([]);
  });
});
