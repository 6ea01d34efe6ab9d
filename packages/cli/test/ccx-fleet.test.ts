import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { CCX, createCcxPlace, type CcxEnd, type CcxPlace } from './ccx-process.ts';

let place: CcxPlace;
beforeEach(async () => {
  place = await createCcxPlace();
});
afterEach(async () => place.remove());

/** The machine is shared, and the fleet is that of the machine: `claude` is the account of this home. */
const OWN = ['--profile', 'claude'];

function fleet(...args: readonly string[]): Promise<CcxEnd> {
  return place.run(['fleet', ...args], { env: { TZ: 'UTC', TMUX_TMPDIR: place.home } });
}

interface Sleeper {
  readonly pid: number;
  readonly procStart: string;
  readonly lives: () => boolean;
  readonly say: (fields: object) => void;
}

/** A process that does nothing, with the record that Claude Code would have written of it. */
function session(id: string, fields: object = {}): Sleeper {
  const child = spawn('sleep', ['300'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const pid = child.pid ?? 0;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const procStart = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  const folder = join(place.home, '.claude/sessions');
  const say = (more: object): void => {
    mkdirSync(folder, { recursive: true });
    const at = Date.now();
    const record = {
      pid,
      sessionId: id,
      cwd: place.cwd,
      procStart,
      status: 'idle',
      updatedAt: at,
      statusUpdatedAt: at,
    };
    writeFileSync(join(folder, `${pid}.json`), JSON.stringify({ ...record, ...fields, ...more }));
  };
  say({});
  return { pid, procStart, say, lives: () => child.exitCode === null && child.signalCode === null };
}

describe.runIf(process.platform === 'linux')('ccx fleet', () => {
  test('on a machine without an agent of this account says so', async () => {
    const end = await fleet(...OWN);
    // Others may run beside this test.
    expect(end).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ no (such )?agent runs(; .*)?\n$/),
      stderr: '',
    });
    expect(JSON.parse((await fleet(...OWN, '--json')).stdout)).toMatchObject({ schemaVersion: 1, members: [] });
  });

  test('shows who waits first, and is called ps too', async () => {
    session('aaaa-1', { name: 'docs', status: 'busy' });
    session('bbbb-1', { name: 'fix-login', status: 'waiting', waitingFor: 'permission prompt' });
    const { code, stdout } = await place.run(['ps', ...OWN]);
    expect(code).toBe(0);
    const [, first, second] = stdout.split('\n');
    expect(first).toMatch(/^ ◐ fix-login +waiting: permission +claude /);
    expect(second).toMatch(/^ ● docs +busy +claude /);
    const lines = (await fleet(...OWN, '--jsonl', '--sort', 'name')).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).member.name)).toEqual(['docs', 'fix-login']);
  });

  test('leaves the dead out unless they are asked for, and says how many', async () => {
    session('aaaa-1', { procStart: '1' });
    expect((await fleet(...OWN)).stdout).toMatch(/ 1 dead or not proved: ccx fleet --all\n$/);
    expect((await fleet(...OWN, '--all')).stdout).toMatch(/^ ✗ .* dead /m);
  });

  test('tells of each change in a line, the first ones as they are', async () => {
    const one = session('aaaa-1', { name: 'docs' });
    const watching = place.start(['fleet', '--watch', '--jsonl', ...OWN]);
    const lines = (): { type: string; before: string | null; member: { state: { is: string } } }[] =>
      watching
        .stdout()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    await until(() => lines().length === 1);
    expect(lines()[0]).toMatchObject({ type: 'appeared', before: null, member: { name: 'docs' } });
    one.say({ status: 'waiting' });
    await until(() => lines().some(({ before, member }) => before === 'idle' && member.state.is === 'waiting'));
    watching.kill('SIGTERM');
    expect(await watching.ended).toMatchObject({ code: 143, stderr: '' });
  });

  test('runs a command of the person when one begins to wait', async () => {
    const one = session('aaaa-1', { name: 'docs' });
    const told = join(place.home, 'told');
    const command = `echo "$CCX_FLEET_NAME: $CCX_FLEET_WHY" >> '${told}'`;
    const watching = place.start(['fleet', '--watch', '--jsonl', '--notify', command, ...OWN]);
    await until(() => watching.stdout() !== '');
    one.say({ status: 'waiting', waitingFor: 'permission prompt' });
    await until(() => existsSync(told) && readFileSync(told, 'utf8') !== '');
    expect(readFileSync(told, 'utf8')).toBe('docs: permission\n');
    watching.kill('SIGINT');
    expect((await watching.ended).code).toBe(130);
  });

  test('shows all of one, by any of its names', async () => {
    const { pid } = session('aaaa-1', { name: 'docs', version: '2.1.329' });
    for (const word of [String(pid), 'docs', 'aaaa', 'aaaa-1']) {
      const { code, stdout } = await fleet('show', word);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/ ○ docs [^]*2\.1\.329[^]*aaaa-1/)]);
    }
    expect(JSON.parse((await fleet('show', 'docs', '--json')).stdout)).toMatchObject({
      schemaVersion: 1,
      member: { process: { pid }, profile: 'claude' },
      messages: [],
    });
  });

  test('lists what a word could mean, and what nobody is called', async () => {
    const [one, other] = [session('aaaa-1', { name: 'docs-a' }), session('bbbb-1', { name: 'docs-b' })];
    const end = await fleet('stop', 'docs');
    expect(end.code).toBe(2);
    expect(end.stderr).toMatch(new RegExp(`${one.pid}  docs-a[^]*${other.pid}  docs-b`));
    expect([one.lives(), other.lives()]).toEqual([true, true]);
    expect(await fleet('show', 'nobody-is-called-so')).toMatchObject({ code: 1, stdout: '' });
  });

  test('stops one and leaves its file, which is then dead', async () => {
    const { pid, lives } = session('aaaa-1', { name: 'docs' });
    const end = await fleet('stop', 'docs');
    expect(end).toMatchObject({ code: 0, stdout: '' });
    expect(end.stderr).toBe(` ✓ docs (${pid}) has ended: interrupted; its file stays behind, and is listed as dead\n`);
    await until(() => !lives());
    expect((await fleet(...OWN, '--all')).stdout).toMatch(/✗ docs +dead/);
    expect((await fleet('stop', String(pid))).stderr).toContain('had ended already');
  });

  test('stops nobody whose process is not proved', async () => {
    const { pid, lives } = session('aaaa-1', { procStart: undefined });
    const end = await fleet('stop', String(pid));
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('is not proved to be this session');
    expect(lives()).toBe(true);
  });

  test('sends nothing to one that has no terminal, and focuses none', async () => {
    session('aaaa-1', { name: 'docs' });
    const sent = await fleet('send', 'docs', 'hello');
    expect(sent.code).toBe(1);
    expect(sent.stderr).toContain('It runs in no tmux pane');
    expect((await fleet('focus', 'docs')).code).toBe(1);
    expect(sent.stderr).not.toContain('ccx fleet focus');
    for (const words of [[], ['-'], ['']]) {
      const empty = await place.run(['fleet', 'send', 'docs', ...words], { input: '' });
      expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining('There is nothing to send.') });
    }
  });

  test('shows what is said of a session without writing anything', async () => {
    const { pid } = session('aaaa-1');
    expect((await fleet('goal', String(pid))).stdout).toContain('nothing is said about it');
    expect(existsSync(join(place.home, '.claude/goals'))).toBe(false);
  });

  test('keeps what a session is at, and finds it by that', async () => {
    const { pid } = session('aaaa-1');
    const said = await fleet('goal', String(pid), 'Mend', 'the', 'login', '--phase', 'tests', '--rename', 'fix-login');
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(readFileSync(join(place.home, '.claude/goals/aaaa-1.json'), 'utf8'))).toEqual({
      goal: 'Mend the login',
      phase: 'tests',
      rename: 'fix-login',
    });
    expect((await fleet('goal', 'fix-login')).stdout).toMatch(
      /goal +Mend the login\n +phase +tests\n +name +fix-login\n/,
    );
    expect(said.stdout).toMatch(/^ fix-login\n/);
    const cleared = await fleet('goal', 'fix-login', '--clear');
    expect(cleared.stdout).toContain('nothing is said about it');
    expect(cleared.stdout).not.toContain('fix-login');
    expect((await fleet('goal', 'self', 'x')).code).toBe(1);
  });

  test('counts as dead only the dead of those that were asked for', async () => {
    session('aaaa-1', { name: 'docs', status: 'busy' });
    session('bbbb-1', { name: 'more' });
    expect((await fleet(...OWN, '--state', 'busy')).stdout).not.toContain('dead');
    expect((await fleet('--agent', 'claude', '--state', 'shell', ...OWN)).stdout).toMatch(
      /^ no such agent runs; \d+ others do\n$/,
    );
  });

  test('says what is wrong with a call', async () => {
    expect((await fleet('--profile', 'nobody')).stderr).toContain('No profile is named "nobody"');
    expect((await fleet('--notify', 'true')).stderr).toContain('--notify needs --watch');
    expect((await fleet('--state', 'asleep')).code).toBe(2);
    expect((await fleet('--sort', 'age')).stderr).toContain('--sort is "age"');
    expect((await fleet('show')).code).toBe(2);
    expect(await fleet('fix-login')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ccx fleet show fix-login'),
    });
    expect((await fleet('--json', '--jsonl')).code).toBe(2);
  });

  test('says so in a line when what it prints finds no room', async () => {
    const { stderr, status } = spawnSync('sh', ['-c', `'${process.execPath}' '${CCX}' fleet > /dev/full`], {
      env: { PATH: process.env['PATH'], HOME: place.home, TMUX_TMPDIR: place.home },
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^ ✗ The output cannot be written: ENOSPC.*\n$/);
    expect(status).toBe(1);
  });

  test('ends quietly when its reader has gone', async () => {
    session('aaaa-1', { name: 'docs' });
    const watching = place.start(['fleet', '--watch', '--jsonl', ...OWN]);
    await until(() => watching.stdout() !== '');
    watching.closeStdout();
    session('bbbb-1', { name: 'more' });
    expect(await watching.ended).toMatchObject({ stderr: '' });
  });

  test('knows the pid namespace of a container from this one', async () => {
    const here = readlinkSync('/proc/self/ns/pid');
    session('aaaa-1', { name: 'here', pidDomain: `linux:${machineId()}:${here}` });
    session('bbbb-1', { name: 'there', pidDomain: `linux:${machineId()}:pid:[1]` });
    expect((await fleet(...OWN)).stdout).not.toContain('there');
    expect((await fleet(...OWN, '--all')).stdout).toMatch(/○ here +idle[^]*▲ there +unreachable/);
  });
});

function machineId(): string {
  return existsSync('/etc/machine-id') ? readFileSync('/etc/machine-id', 'utf8').trim() : '';
}
