import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CcxError } from '@ccx/contracts';
import type { ScenarioAccount } from '@ccx/fake-agents';
import { until } from '@ccx/testkit';
import { runCommandLine } from '../src/command-line.ts';
import { exitCodeOfError } from '../src/exit-codes.ts';
import { renderError } from '../src/render/error.ts';
import { createCcxPlace, type CcxPlace } from './ccx-process.ts';
import { fakeTerminal } from './fake-terminal.ts';

const CCX: string = fileURLToPath(new URL('../dist/bin.js', import.meta.url));

/** A real pseudo-terminal without a native module: util-linux's `script`. */
export const hasScript: boolean =
  process.platform === 'linux' &&
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');
if (!hasScript) console.warn('skipped: what ccx profile asks on a terminal needs `script` of util-linux');

/** How a command ended. */
export interface End {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** ccx on a terminal. */
export interface OnTerminal {
  readonly seen: () => string;
  shows(text: string): Promise<unknown>;
  readonly type: (keys: string) => void;
  readonly exitCode: Promise<number | null>;
  kill(): void;
}

export interface ProfilePlace extends CcxPlace {
  /** `ccx profile …` to its end, in this process: the same as the built ccx, but for the terminal. */
  profile(...args: readonly string[]): Promise<End>;
  /** The same with more variables. */
  profileIn(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<End>;
  /** What `ccx profile … --json` prints. */
  json(...args: readonly string[]): Promise<unknown>;
  onTerminal(args: readonly string[], env?: Readonly<Record<string, string>>): OnTerminal;
  /** The text of `profiles.toml`; empty where there is none. */
  registry(): string;
  /** Puts an account of Claude Code into `profiles.toml`, in `~/.claude-NAME`, as if it had been added. */
  register(name: string, ...lines: readonly string[]): void;
  /** Lets somebody be logged in with Claude Code in this folder of the home, as if its login had been made there. */
  logIn(folder: string, account?: ScenarioAccount): void;
}

/**
 * A home in which each config dir of Claude Code has a login of its own: the stand-in plays the scenario that lies there.
 * `claude auth login` makes one, and says what it was given.
 */
export async function createProfilePlace(): Promise<ProfilePlace> {
  const place = await createCcxPlace();
  installClaude(join(place.home, 'bin'));
  // Nobody is logged in anywhere unless a test says so.
  const base = { ...place.env, FAKE_AGENT_SCENARIO: '{"login":"none"}' };
  const registry = join(place.home, 'ccx', 'profiles.toml');

  const profileIn: ProfilePlace['profileIn'] = async (env, ...args) => {
    const terminal = { ...fakeTerminal({ tty: false }), home: place.home };
    const back = standIn(place.cwd, { ...base, ...env });
    const code = await runCommandLine(['profile', ...args], terminal)
      .catch((error: unknown) => {
        terminal.stderr.write(renderError(error, terminal));
        return CcxError.is(error) ? exitCodeOfError(error.code) : 1;
      })
      .finally(back);
    return { code, stdout: terminal.out(), stderr: terminal.err() };
  };

  return {
    ...place,
    run: (args, options = {}) => place.run(args, { ...options, env: { ...base, ...options.env } }),
    profileIn,
    profile: (...args) => profileIn({}, ...args),
    json: async (...args) => JSON.parse((await profileIn({}, ...args, '--json')).stdout),
    onTerminal: (args, env = {}) =>
      openTerminal(args, place.cwd, { ...base, SHELL: '/bin/sh', TERM: 'xterm', NO_COLOR: '1', ...env }),
    registry: () => (existsSync(registry) ? readFileSync(registry, 'utf8') : ''),
    register: (name, ...lines) => {
      for (const dir of ['ccx', `.claude-${name}`]) mkdirSync(join(place.home, dir), { recursive: true });
      const keys = [`name = "${name}"`, 'agent = "claude"', `config_dir = "~/.claude-${name}"`, ...lines];
      appendFileSync(registry, `\n[[profile]]\n${keys.join('\n')}\n`);
    },
    logIn: (folder, account = {}) => {
      const dir = join(place.home, folder);
      mkdirSync(join(dir, 'projects'), { recursive: true });
      writeFileSync(join(dir, 'scenario.json'), JSON.stringify({ login: 'subscription', account }));
    },
  };
}

function installClaude(bin: string): void {
  renameSync(join(bin, 'claude'), join(bin, 'stand-in'));
  const script = `#!/bin/sh
dir="\${CLAUDE_CONFIG_DIR:-$HOME/.claude}"
if [ "$1 $2" = "auth login" ]; then
  [ -t 0 ] && stdin=terminal
  echo "login for \${CLAUDE_CONFIG_DIR:-nowhere}, key \${ANTHROPIC_API_KEY:-none}, stdin \${stdin:-none}"
  [ -n "$LOGIN_WAITS" ] && read answer
  [ -n "$LOGIN_ENDS" ] && exit "$LOGIN_ENDS"
  mkdir -p "$dir" && echo '{"login":"subscription","account":{"email":"new@example.com"}}' > "$dir/scenario.json"
  exit 0
fi
if [ -n "$STATUS_WAITS" ]; then touch "$STATUS_WAITS"; exec sleep 60; fi
if [ -f "$dir/scenario.json" ]; then export FAKE_AGENT_SCENARIO="$dir/scenario.json"; fi
exec "$(dirname "$0")/stand-in" "$@"
`;
  writeFileSync(join(bin, 'claude'), script);
  chmodSync(join(bin, 'claude'), 0o755);
}

/** Lets this process stand where the person's shell does; the answer takes it back. */
function standIn(cwd: string, env: Readonly<Record<string, string>>): () => void {
  const before = { cwd: process.cwd(), env: { ...process.env } };
  const become = (wanted: NodeJS.ProcessEnv): void => {
    for (const name of Object.keys(process.env)) if (!(name in wanted)) delete process.env[name];
    Object.assign(process.env, wanted);
  };
  process.chdir(cwd);
  become(env);
  return () => {
    process.chdir(before.cwd);
    become(before.env);
  };
}

function openTerminal(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): OnTerminal {
  const words = [process.execPath, CCX, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qfec', `stty cols 100 rows 40; exec ${words}`, '/dev/null'], {
    cwd,
    env: { ...env },
  });
  let seen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (seen += text));
  return {
    seen: () => seen,
    shows: (text) => until(() => seen.includes(text)),
    type: (keys) => {
      child.stdin.write(keys);
    },
    exitCode: new Promise((resolve) => child.on('close', (code) => resolve(code))),
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
