import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { fakeAgentCommand, type Scenario } from '@ccx/fake-agents';
import { PLAN } from './app-server-client.ts';
import { until } from './run-fake.ts';
import { rendered } from './terminal.ts';

/** A real pseudo-terminal without a native module: util-linux's `script`. Elsewhere its tests are skipped, and say so. */
export const hasScript: boolean =
  process.platform === 'linux' &&
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');
if (!hasScript) console.warn('skipped: the screens of fake-codex need `script` of util-linux for a pseudo-terminal');

export const COMPOSER = '› Ask Codex to do anything';

/** A terminal on which fake-codex runs. */
export interface Seen {
  readonly home: string;
  screen(): readonly string[];
  raw(): string;
  type(keys: string): void;
  shows(text: string): Promise<void>;
  /** No turn is under way. */
  idle(): Promise<void>;
  readonly exit: Promise<number | null>;
}

export interface ScreenHow {
  readonly scenario?: Scenario;
  readonly trusted?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts fake-codex on a terminal, in a home of its own that is gone after the test. */
export function openScreen({
  scenario = PLAN,
  trusted = true,
  columns = 120,
  rows = 40,
  args = ['--no-daemon'],
  env,
}: ScreenHow = {}): Seen {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'fake-screen-')));
  const project = join(root, 'project');
  for (const folder of [project, join(root, '.codex')]) mkdirSync(folder);
  const config = `[projects.${JSON.stringify(project)}]\ntrust_level = "trusted"\n`;
  if (trusted) writeFileSync(join(root, '.codex', 'config.toml'), config);
  const { file, args: first } = fakeAgentCommand('codex');
  const command = `stty cols ${columns} rows ${rows}; exec ${[file, ...first, ...args].join(' ')}`;
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    cwd: project,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: root,
      TZ: 'UTC',
      SHELL: '/bin/sh',
      FAKE_AGENT_NOW: '2026-11-21T01:08:26.000Z',
      FAKE_AGENT_SCENARIO: JSON.stringify(scenario),
      ...env,
    },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });
  let raw = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    raw += chunk;
  });
  const screen = (): readonly string[] => rendered(raw, columns);
  return {
    home: root,
    raw: () => raw,
    screen,
    type: (keys) => child.stdin.write(keys),
    shows: (text) => until(`the screen shows ${text}`, () => screen().some((line) => line.includes(text))),
    idle: () => until('no turn is under way', () => !screen().some((line) => line.includes('esc to interrupt'))),
    exit: new Promise((resolve) => child.on('close', resolve)),
  };
}

/** Types a command or a prompt and sends it: together they would be a paste. */
export async function send(seen: Seen, text: string): Promise<void> {
  seen.type(text);
  await seen.shows(`› ${text}`);
  seen.type('\r');
}
