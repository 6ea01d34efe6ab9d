import { spawn } from 'node:child_process';
import { existsSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FleetMember } from '@ccx/contracts';
import { hang, refuse, say, startInTerminal, subscriptionHome, unifiedLimits, until, useTool } from '@ccx/testkit';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { isOfWorld, watchFleet, type FleetWatch } from '../support/fleet-watch.ts';
import { need } from '../support/need.ts';
import type { Finished } from '../support/program.ts';
import { CCX_BIN } from '../support/places.ts';
import { hasTmux, openTmux, type Tmux } from '../support/tmux.ts';
import { expectExit, openWorld, type World, type WorldOptions } from '../support/world.ts';

interface Scene {
  readonly world: World;
  readonly tmux: Tmux;
}

async function openScene(options: WorldOptions = {}): Promise<Scene> {
  const world = await openWorld({ login: 'subscription', ...options });
  return { world, tmux: openTmux(world) };
}

/** Claude Code in a window of its own, at its prompt. */
async function startSession(tmux: Tmux, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const pane = tmux.start('exec claude --permission-mode manual', { env });
  await tmux.shows(pane, 'manual mode on');
  return pane;
}

async function prompt(tmux: Tmux, pane: string, text: string): Promise<void> {
  tmux.keys(pane, '-l', text);
  await tmux.shows(pane, text);
  tmux.keys(pane, 'Enter');
}

/** Runs `ccx fleet …` beside the tmux server. */
function fleet({ world, tmux }: Scene, ...args: readonly string[]): Promise<Finished> {
  return world.ccx(['fleet', ...args], { env: tmux.env });
}

async function members(scene: Scene, ...args: readonly string[]): Promise<readonly FleetMember[]> {
  const finished = await fleet(scene, '--json', ...args);
  expectExit(finished, 0);
  const { members: all }: { readonly members: readonly FleetMember[] } = JSON.parse(finished.stdout);
  return all.filter((one) => isOfWorld(one, scene.world));
}

/** The one living session, once it is in this state. */
async function member(scene: Scene, is: FleetMember['state']['is']): Promise<FleetMember> {
  let found: readonly FleetMember[] = [];
  await until(async () => (found = await members(scene))[0]?.state.is === is, { what: `a session that is ${is}` });
  const [first] = found;
  if (first === undefined || found.length !== 1) throw new Error(`${found.length} sessions`);
  return first;
}

beforeEach((context) => need(context, hasTmux(), 'tmux is not installed'));

const SUBTASK = 'SUBTASK: count the plums';

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

describe('a session of Claude Code in a terminal', () => {
  test('is shown within half a second as what it is: idle, busy, waiting for a permission, killed', async () => {
    const scene = await openScene({
      respond: [useTool('Bash', { command: 'touch made' }, { delayMs: 1500 }), say('Done.'), hang()],
    });
    const { world, tmux } = scene;
    const watch: FleetWatch = await watchFleet(world, tmux.env);
    const pane = await startSession(tmux);
    expect(await watch.shows({ is: 'idle', source: 'vendor' })).toMatchObject({
      tmux: { paneId: pane },
      entrypoint: 'cli',
      account: { id: 'claude:default' },
    });
    await prompt(tmux, pane, 'make it');
    await watch.shows({ is: 'busy', source: 'vendor' });
    const asks = await watch.shows({ is: 'waiting', source: 'vendor' });
    expect(asks.status).toBe('waiting');
    await until(() => watch.told().at(-1)?.member.state.why === 'permission: Bash');
    tmux.keys(pane, 'Enter');
    await watch.shows({ is: 'busy', source: 'vendor' });
    await watch.shows({ is: 'idle', source: 'vendor' });
    await prompt(tmux, pane, 'go on');
    const { process: id } = await watch.shows({ is: 'busy' });
    const killedAt = Date.now();
    process.kill(id.pid, 'SIGKILL');
    expect(await watch.shows({ is: 'dead', source: 'process' })).toMatchObject({ alive: false, status: 'busy' });
    const toldAt = Date.parse(watch.told().at(-1)?.at ?? '');
    // Of all of them, because a busy machine may take its time once.
    expect(median([...watch.delays(), toldAt - killedAt])).toBeLessThanOrEqual(500);
  });

  test('that has hit its limit is limited until the reset, although it says that it is idle', async () => {
    const resetsAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 7_200_000);
    const limits = unifiedLimits({ fiveHour: { utilization: 1, resetsAt, status: 'rejected' } });
    const scene = await openScene({ respond: refuse(429, 'rate_limit_error', 'No.', limits) });
    const watch = await watchFleet(scene.world, scene.tmux.env);
    await prompt(scene.tmux, await startSession(scene.tmux), 'work');
    expect(await watch.shows({ is: 'limited', source: 'transcript' })).toMatchObject({
      status: 'idle',
      state: { until: resetsAt.toISOString(), others: [{ is: 'idle', source: 'vendor' }] },
    });
    expect((await fleet(scene)).stdout).toMatch(/limited until \d\d:\d\d/);
  });

  test('that works on in the background says so, with the number of its agents, and needs nobody', async () => {
    const input = { description: 'count', prompt: SUBTASK, subagent_type: 'general-purpose', run_in_background: true };
    let spoken = 0;
    const scene = await openScene({
      respond: (call) => {
        if (call.kind !== 'main') return undefined;
        if (call.conversation.includes(SUBTASK) && !call.conversation.includes('delegate')) return hang();
        spoken += 1;
        return spoken === 1 ? useTool('Agent', input) : say('It counts.');
      },
    });
    const watch = await watchFleet(scene.world, scene.tmux.env);
    await prompt(scene.tmux, await startSession(scene.tmux), 'delegate it');
    const told = await watch.shows({ is: 'background', source: 'transcript' });
    expect(told).toMatchObject({ status: 'busy', extras: { subagents: 1 } });
  });

  test('that has left a command running is a shell', async () => {
    const input = { command: 'sleep 60', run_in_background: true };
    const scene = await openScene({ respond: [useTool('Bash', input), say('It runs.')] });
    const pane = scene.tmux.start('exec claude --permission-mode manual --allowedTools Bash');
    await scene.tmux.shows(pane, 'manual mode on');
    const watch = await watchFleet(scene.world, scene.tmux.env);
    await prompt(scene.tmux, pane, 'start it');
    expect((await watch.shows({ is: 'shell', source: 'vendor' })).status).toBe('shell');
  });

  test('keeps its pane when that is broken out of its window and joined to another', async () => {
    const scene = await openScene();
    const { tmux } = scene;
    const pane = await startSession(tmux);
    const first = await member(scene, 'idle');
    expect(first.tmux?.paneId).toBe(pane);
    tmux.run('split-window', '-d', '-t', pane, 'exec sleep 300');
    tmux.run('break-pane', '-d', '-s', pane);
    const broken = await member(scene, 'idle');
    tmux.run('join-pane', '-d', '-s', pane, '-t', 'first:0');
    const joined = await member(scene, 'idle');
    expect([broken.tmux?.paneId, joined.tmux?.paneId]).toEqual([pane, pane]);
    expect(new Set([first, broken, joined].map((one) => one.tmux?.window)).size).toBe(3);
  });

  test('is brought to the front of the terminal that shows the others', async () => {
    const scene = await openScene();
    const { world, tmux } = scene;
    await startSession(tmux);
    const { process: id } = await member(scene, 'idle');
    const alone = await fleet(scene, 'focus', String(id.pid));
    expectExit(alone, 1);
    expect(alone.stdout).toMatch(/^tmux -L work attach -t first\n$/);
    const shell = await startInTerminal('tmux', ['-L', 'work', 'attach', '-t', 'first'], {
      env: { ...world.env, ...tmux.env, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
      cwd: world.home.cwd,
    });
    onTestFinished(() => shell.signal('SIGKILL'));
    tmux.run('select-window', '-t', 'first:0');
    await until(() => shell.screen() !== '' && !shell.screen().includes('manual mode on'));
    expectExit(await fleet(scene, 'focus', String(id.pid)), 0);
    await until(() => shell.screen().includes('manual mode on'), { what: 'the session on the screen' });
  });

  test('is told something as its person would, in several lines that are one prompt, and not while it works', async () => {
    const scene = await openScene({ respond: [say('Heard.', { delayMs: 800 }), hang()] });
    const { world, tmux } = scene;
    const pane = await startSession(tmux);
    const { target } = await member(scene, 'idle');
    expectExit(await fleet(scene, 'send', target, 'line one\n"line" two: $HOME `x` ünï'), 0);
    await tmux.shows(pane, 'Heard.');
    await until(async () => ((await members(scene))[0]?.extras.costUsd ?? 0) > 0, { what: 'what it cost so far' });
    const [call] = world.api.calls().filter(({ kind }) => kind === 'main');
    expect(call?.conversation).toContain('line one\n"line" two: $HOME `x` ünï');
    await member(scene, 'idle');
    expectExit(await fleet(scene, 'send', target, 'and on'), 0);
    await member(scene, 'busy');
    const refused = await fleet(scene, 'send', target, 'not now');
    expectExit(refused, 1);
    expect(refused.stderr).toContain('It is busy');
    expect(tmux.screen(pane)).not.toContain('not now');
  });

  test('is not given a permission by what was sent to it', async () => {
    const scene = await openScene({ respond: [useTool('Bash', { command: 'touch made' }), say('Done.')] });
    const { world, tmux } = scene;
    const pane = await startSession(tmux);
    await prompt(tmux, pane, 'make it');
    const { process: id } = await member(scene, 'waiting');
    expectExit(await fleet(scene, 'send', String(id.pid), 'what is this for?'), 1);
    expect((await member(scene, 'waiting')).process.pid).toBe(id.pid);
    expect(existsSync(join(world.home.cwd, 'made'))).toBe(false);
  });

  test('is stopped in order, and takes its file along', async () => {
    const scene = await openScene({ respond: hang() });
    const { world, tmux } = scene;
    await prompt(tmux, await startSession(tmux), 'work');
    const { process: id, sessionFile } = await member(scene, 'busy');
    const finished = await fleet(scene, 'stop', String(id.pid), '--json');
    expectExit(finished, 0);
    expect(JSON.parse(finished.stdout)).toMatchObject({ ended: true, survivors: [], sessionFile: 'removed' });
    expect(existsSync(sessionFile ?? '')).toBe(false);
    expect(await members(scene, '--all')).toEqual([]);
    expect(world.living().filter(({ pid }) => pid === id.pid)).toEqual([]);
  });

  test('of which only a file is left is dead, and the process that has its pid now is left alone', async () => {
    const scene = await openScene({ respond: hang() });
    const { tmux } = scene;
    await startSession(tmux);
    const { process: id, sessionFile = '' } = await member(scene, 'idle');
    process.kill(id.pid, 'SIGKILL');
    await until(async () => (await members(scene)).length === 0);
    // As if the system had given the pid again.
    const heir = spawn('sleep', ['300'], { stdio: 'ignore' });
    onTestFinished(() => void heir.kill('SIGKILL'));
    const record = { ...JSON.parse(readFileSync(sessionFile, 'utf8')), pid: heir.pid };
    writeFileSync(join(sessionFile, `../${heir.pid}.json`), JSON.stringify(record));
    unlinkSync(sessionFile);
    expect(await members(scene)).toEqual([]);
    expect(await members(scene, '--all')).toMatchObject([
      { process: { pid: heir.pid }, alive: false, state: { is: 'dead' }, tmux: null },
    ]);
    const stopped = await fleet(scene, 'stop', String(heir.pid), '--json');
    expect(JSON.parse(stopped.stdout)).toMatchObject({ ended: true, steps: [] });
    expectExit(await fleet(scene, 'send', String(heir.pid), 'hello'), 1);
    expect([heir.exitCode, heir.signalCode]).toEqual([null, null]);
  });
});

test('sessions of two accounts stand in one table, each under its name', async () => {
  const scene = await openScene({ respond: hang() });
  const { world, tmux } = scene;
  const configDir = join(world.home.home, '.claude-work');
  await subscriptionHome(world.home, { configDir, login: 'eva' });
  expectExit(await world.ccx(['profile', 'add', 'work', '--agent', 'claude', '--config-dir', configDir]), 0);
  await startSession(tmux);
  await startSession(tmux, { CLAUDE_CONFIG_DIR: configDir });
  await until(async () => (await members(scene)).length === 2);
  expect(new Set((await members(scene)).map(({ account }) => account?.configDir))).toEqual(new Set([configDir, null]));
  const table = (await fleet(scene)).stdout;
  expect(table).toMatch(/ claude /);
  expect(table).toMatch(/ work /);
  expect(await members(scene, '--profile', 'work')).toHaveLength(1);
});

test('printed sessions and runs of ccx are listed while they work, the runs as such', async () => {
  const scene = await openScene({ respond: hang() });
  const { world, tmux } = scene;
  tmux.start('claude -p "think hard"');
  const run = world.startCcx(['run', 'think harder', '--json']);
  // A run is listed by its own record before its agent has written any file.
  let found: readonly FleetMember[] = [];
  const areBusy = (): boolean => found.length === 2 && found.every(({ entrypoint }) => entrypoint === 'sdk-cli');
  await until(async () => (found = await members(scene, '--state', 'busy')) && areBusy(), { what: 'two that work' });
  expect(found.filter(({ runId }) => runId !== undefined)).toHaveLength(1);
  expect(found.filter(({ tmux: pane }) => pane !== null)).toHaveLength(1);
  const own = found.find(({ runId }) => runId !== undefined);
  expectExit(await fleet(scene, 'stop', String(own?.process.pid)), 0);
  await run.ended;
});

test('a session says of itself what it is at, and is found by that', async () => {
  const command = `${process.execPath} ${CCX_BIN} fleet goal self "Mend the login" --phase tests --rename fix-login`;
  const scene = await openScene({ respond: [useTool('Bash', { command }), hang()] });
  const { tmux } = scene;
  const pane = tmux.start('exec claude --permission-mode manual --allowedTools Bash');
  await tmux.shows(pane, 'manual mode on');
  await prompt(tmux, pane, 'say it');
  await until(async () => (await members(scene))[0]?.goal === 'Mend the login', { what: 'the goal' }).catch((cause) => {
    throw new Error(tmux.screen(pane), { cause });
  });
  expect(await members(scene)).toMatchObject([{ name: 'fix-login', phase: 'tests', rename: 'Mend the login' }]);
  const shown = await fleet(scene, 'show', 'fix-login');
  expectExit(shown, 0);
  expect(shown.stdout).toMatch(/goal +Mend the login +phase: tests/);
});

test('on the full screen of ccx a session is seen, spoken to, brought to the front and stopped', async () => {
  const scene = await openScene({ respond: [say('Heard.'), hang()] });
  const { world, tmux } = scene;
  const pane = await startSession(tmux);
  const screen = tmux.start(`exec ${process.execPath} ${CCX_BIN} fleet --watch --profile claude`);
  await tmux.shows(screen, /1 agent +1 idle/);
  await tmux.shows(screen, /○ +work-[0-9a-f]+ +idle/);
  tmux.keys(screen, 'm');
  await prompt(tmux, screen, 'hello from the screen');
  await tmux.shows(pane, 'Heard.');
  expect(world.api.calls().some(({ conversation }) => conversation.includes('hello from the screen'))).toBe(true);
  await tmux.shows(screen, /agent +Heard\./);
  tmux.run('select-window', '-t', screen);
  tmux.keys(screen, 'Enter');
  const active = (): string => tmux.run('display-message', '-p', '-t', 'first', '#{pane_id}');
  await until(() => active() === pane, { what: 'the session in front' });
  tmux.keys(screen, 'x');
  await tmux.shows(screen, /stop work-[0-9a-f]+\?/);
  tmux.keys(screen, 'y');
  await tmux.shows(screen, /has ended/);
  await until(() => !tmux.run('list-panes', '-a', '-F', '#{pane_id}').split('\n').includes(pane));
  tmux.keys(screen, 'q');
  await until(() => !tmux.run('list-panes', '-a', '-F', '#{pane_id}').split('\n').includes(screen));
});
