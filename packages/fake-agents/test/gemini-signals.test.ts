import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeAgentCommand, type Scenario } from '@ccx/fake-agents';
import { createLab, isAlive, parseLines, until, type Lab, type Line } from './run-fake.ts';

const ARGS = ['-p', 'hi', '-o', 'stream-json', '--skip-trust'];
const STAYS: Scenario = { login: 'api-key', steps: [{ text: 'One moment.', pieceLength: 20 }, { hang: true }] };

/** A run in a process group of its own, as a runner starts it. */
interface Group {
  readonly child: ChildProcess;
  readonly pid: number;
  lines(): readonly Line[];
  stderr(): string;
  /** Both processes: the launcher, and the one that works. */
  members(): readonly number[];
  signal(name: NodeJS.Signals): void;
  readonly exit: Promise<readonly [number | null, string | null]>;
}

let lab: Lab;
let groups: Group[];
beforeEach(() => {
  lab = createLab();
  groups = [];
});
afterEach(async () => {
  for (const group of groups) {
    group.signal('SIGKILL');
    await until('the group is gone', () => group.members().length === 0);
  }
  lab[Symbol.dispose]();
});

function start(scenario: Scenario, env: Readonly<Record<string, string>> = {}): Group {
  const { file, args } = fakeAgentCommand('gemini');
  const child = spawn(file, [...args, ...ARGS], {
    cwd: lab.project,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: lab.home,
      TZ: 'UTC',
      COLORTERM: 'truecolor',
      FAKE_AGENT_SCENARIO: JSON.stringify(scenario),
      ...env,
    },
  });
  const { pid = 0 } = child;
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const group: Group = {
    child,
    pid,
    lines: () => parseLines(stdout),
    stderr: () => stderr,
    members: () => membersOf(pid),
    signal: (name) => {
      try {
        process.kill(-pid, name);
      } catch {
        // Nobody is left in it.
      }
    },
    exit: new Promise((resolve) => child.on('close', (code, signal) => resolve([code, signal]))),
  };
  groups.push(group);
  return group;
}

/** The living processes of a group, by the table of processes. */
function membersOf(group: number): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[2]) === group && isAlive(pid);
    } catch {
      return false;
    }
  });
}

const speaks = (group: Group): Promise<void> =>
  until('it speaks', () => group.lines().some(({ role }) => role === 'assistant'));

describe.skipIf(process.platform !== 'linux')('the two processes of Gemini', () => {
  test('it runs as a launcher and a child, and GEMINI_CLI_NO_RELAUNCH makes it one', async () => {
    const two = start(STAYS);
    await speaks(two);
    expect(two.members()).toHaveLength(2);
    const one = start(STAYS, { GEMINI_CLI_NO_RELAUNCH: 'true' });
    await speaks(one);
    expect(one.members()).toEqual([one.pid]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s to the launcher alone ends nothing', async (name) => {
    const steps = [...(STAYS.steps ?? []).slice(0, 1), { wait: 300 }, { text: 'Still here.' }, { hang: true }] as const;
    const group = start({ ...STAYS, steps });
    await speaks(group);
    process.kill(group.pid, name);
    await until('it goes on', () => group.lines().some(({ content }) => content === 'Still here.'));
    expect(group.members()).toHaveLength(2);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s to the group: exit 0, no result, nobody left', async (name) => {
    const group = start(STAYS);
    await speaks(group);
    group.signal(name);
    expect(await group.exit).toEqual([0, null]);
    expect(group.lines().map(({ type }) => type)).toEqual(['init', 'message', 'message']);
    expect(group.members()).toEqual([]);
  });

  test('SIGKILL of the launcher leaves the child alive, and it holds stdout', async () => {
    const group = start(STAYS);
    await speaks(group);
    const exited = new Promise((resolve) => group.child.on('exit', resolve));
    let closed = false;
    group.child.on('close', () => (closed = true));
    process.kill(group.pid, 'SIGKILL');
    await exited;
    expect(group.members()).toHaveLength(1);
    expect(closed).toBe(false);
    group.signal('SIGKILL');
    expect(await group.exit).toEqual([null, 'SIGKILL']);
  });

  test('a child that is killed ends the launcher with 1', async () => {
    const group = start(STAYS);
    await speaks(group);
    const worker = group.members().find((pid) => pid !== group.pid);
    process.kill(worker ?? 0, 'SIGKILL');
    expect(await group.exit).toEqual([1, null]);
  });

  test('who ignores signals stays until it is killed', async () => {
    const ignores = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    const steps = [{ text: 'I stay.' }, { wait: 300 }, { text: 'Still here.' }, { hang: true }] as const;
    const group = start({ ...STAYS, ignores, steps });
    await speaks(group);
    for (const name of ignores) group.signal(name);
    await until('it goes on', () => group.lines().some(({ content }) => content === 'Still here.'));
    group.signal('SIGKILL');
    expect(await group.exit).toEqual([null, 'SIGKILL']);
  });

  test('a closed stdout is seen at once, though both processes live on', async () => {
    const group = start({ ...STAYS, steps: [{ text: 'Bye.' }, { closeStdout: true }, { hang: true }] });
    await new Promise((resolve) => group.child.stdout?.on('end', resolve));
    expect(group.lines().at(-1)).toMatchObject({ content: 'Bye.' });
    expect(group.members()).toHaveLength(2);
  });

  test('a sleep of months is one, too', async () => {
    const group = start({ login: 'subscription', steps: [{ limit: { resetsIn: '40d' } }, { text: 'never' }] });
    await until('it says that it waits', () => group.stderr().endsWith('...\n'));
    // What would have fired at once has fired when another program has started and ended.
    expect(spawnSync(process.execPath, ['-e', '0']).status).toBe(0);
    expect(group.members()).toHaveLength(2);
    expect(group.lines()).toHaveLength(2);
  });

  test('a used-up Google plan sleeps: one line on stderr, a silent stdout, both processes alive', async () => {
    const group = start({ login: 'subscription', steps: [{ limit: { resetsIn: '5h12m30s' } }, { text: 'never' }] });
    await until('it says that it waits', () => group.stderr().endsWith('...\n'));
    expect(group.stderr()).toMatch(
      /^Attempt 1 failed: You have exhausted your capacity on this model\. Your quota will reset after 5h12m\d+s\.\. Retrying after 219\d{5}ms\.\.\.\n$/,
    );
    expect(group.lines().map(({ type }) => type)).toEqual(['init', 'message']);
    expect(group.members()).toHaveLength(2);
  });
});
