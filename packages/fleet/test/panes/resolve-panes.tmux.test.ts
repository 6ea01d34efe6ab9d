import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startInTerminal, until } from '@ccx/testkit';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { resolvePanes, type FoundPane } from '../../src/panes/resolve-panes.ts';
import { tmuxSockets } from '../../src/panes/sockets.ts';
import { listPanes } from '../../src/panes/tmux.ts';
import { NO_TMUX, openTmuxWorld, processes, type TmuxWorld } from './support/tmux-world.ts';

async function paneOf({ env, parentOf }: TmuxWorld, pid: number, sockets = ['a']): Promise<FoundPane | undefined> {
  return (await resolvePanes({ sockets, pids: [pid], parentOf, env, timeoutMs: 30_000 })).get(pid);
}

describe.skipIf(NO_TMUX !== null)('the real tmux', () => {
  test('shows a process that runs deep below its pane', async () => {
    const world = await openTmuxWorld();
    const { command } = world.reader();
    world.tmux('a', 'new-session', '-d', '-s', 'work', `sh -c "sh -c '${command}; true'; true"; true`);
    const pids = await world.ready('a', '%0');
    expect(pids.length).toBeGreaterThan(2);
    expect(await paneOf(world, pids.at(-1) ?? 0)).toEqual({
      socket: 'a',
      paneId: '%0',
      window: '@0',
      windowIndex: 0,
      session: 'work',
      title: expect.any(String),
      active: true,
      attached: false,
    });
  });

  test('tells sibling panes apart, in their titles too', async () => {
    const world = await openTmuxWorld();
    world.tmux('a', 'new-session', '-d', '-s', 'work: one.two', world.reader().command);
    world.tmux('a', 'split-window', '-t', '%0', world.reader().command);
    world.tmux('a', 'select-pane', '-t', '%0', '-T', '✳ Fix: the "login" | now');
    world.tmux('a', 'select-pane', '-t', '%1', '-T', '');
    const [first = 0] = await world.ready('a', '%0');
    const [second = 0] = await world.ready('a', '%1');
    const { parentOf } = world;
    // tmux prints `_` for what is not ASCII where the locale is not UTF-8, as it is not for a service.
    const env = { ...world.env, LANG: 'C' };
    const panes = await resolvePanes({ sockets: ['a'], pids: [first, second], parentOf, env });
    expect(panes.get(first)).toMatchObject({ paneId: '%0', title: '✳ Fix: the "login" | now', active: false });
    expect(panes.get(second)).toMatchObject({ paneId: '%1', title: '', active: true, session: 'work_ one_two' });
  });

  test('keeps the pane where it is broken out into a window of its own, and joined again', async () => {
    const world = await openTmuxWorld();
    world.tmux('a', 'new-session', '-d', world.reader().command);
    world.tmux('a', 'split-window', '-t', '%0', world.reader().command);
    const [pid = 0] = await world.ready('a', '%1');
    expect(await paneOf(world, pid)).toMatchObject({ paneId: '%1', window: '@0' });
    world.tmux('a', 'break-pane', '-d', '-s', '%1');
    expect(await paneOf(world, pid)).toMatchObject({ paneId: '%1', window: '@1', windowIndex: 1 });
    world.tmux('a', 'join-pane', '-d', '-s', '%1', '-t', '%0');
    expect(await paneOf(world, pid)).toMatchObject({ paneId: '%1', window: '@0', windowIndex: 0 });
  });

  test('shows no pane for what has ended, though the pane is kept', async () => {
    const world = await openTmuxWorld();
    world.tmux('a', 'new-session', '-d', '-x', '80', '-y', '24', 'sleep 1000');
    world.tmux('a', 'set-option', '-g', 'remain-on-exit', 'on');
    const pid = Number(world.tmux('a', 'display-message', '-p', '#{pane_pid}'));
    expect(await paneOf(world, pid)).toMatchObject({ paneId: '%0' });
    process.kill(pid, 'SIGTERM');
    await until(() => world.tmux('a', 'display-message', '-p', '#{pane_dead}') === '1', { what: 'the dead pane' });
    expect(await listPanes('a', { env: world.env })).toContain(`%0:${pid}:1:`);
    expect(await paneOf(world, pid)).toBeUndefined();
  });

  test('means the inner pane of a tmux within a tmux', async () => {
    const world = await openTmuxWorld();
    const inner = `TMUX= tmux -L inner -f /dev/null new-session -s deep '${world.reader().command}'`;
    world.tmux('outer', 'new-session', '-d', '-s', 'top', `sh -c "${inner}; true"`);
    await until(() => world.tmux('inner', 'list-sessions').includes('deep'), { what: 'the inner server' });
    const pids = await world.ready('inner', '%0');
    expect(await paneOf(world, pids.at(-1) ?? 0, ['outer', 'inner'])).toMatchObject({
      socket: 'inner',
      session: 'deep',
    });
    const [client = 0] = await world.ready('outer', '%0');
    expect(await paneOf(world, client, ['outer', 'inner'])).toMatchObject({ socket: 'outer', session: 'top' });
  });

  test('of two sessions that show a pane, means the one that a person looks at', async () => {
    const world = await openTmuxWorld();
    world.tmux('a', 'new-session', '-d', '-s', 'aside', world.reader().command);
    world.tmux('a', 'new-session', '-d', '-s', 'seen', 'sleep 1000');
    world.tmux('a', 'link-window', '-s', '@0', '-t', 'seen:5');
    const [pid = 0] = await world.ready('a', '%0');
    const { env, cwd } = world;
    await startInTerminal('tmux', ['-L', 'a', 'attach', '-t', 'seen'], { env, cwd });
    await until(() => world.tmux('a', 'list-clients') !== '', { what: 'the attached client' });
    expect(await paneOf(world, pid)).toMatchObject({ session: 'seen', windowIndex: 5, attached: true });
  });

  test('finds a server that only the process itself names', async () => {
    const world = await openTmuxWorld();
    const elsewhere = join(world.tmp, 'elsewhere');
    mkdirSync(elsewhere, { mode: 0o700 });
    world.tmux('a', 'new-session', '-d', world.reader().command);
    const [pid = 0] = await world.ready('a', '%0');
    const path = world.tmux('a', 'display-message', '-p', '#{socket_path}');
    const { parentOf } = world;
    const env = { ...world.env, TMUX_TMPDIR: elsewhere };
    const found = async (TMUX: string): Promise<unknown> =>
      (await resolvePanes({ sockets: ['a'], pids: [pid], parentOf, env, hints: new Map([[pid, { TMUX }]]) })).get(pid);
    expect(await found(`${path},1,0`)).toMatchObject({ socket: path, paneId: '%0' });
    expect(await found('nonsense')).toBeUndefined();
  });

  test('a server that hangs counts as absent, delays no other one, and leaves no client behind', async () => {
    const world = await openTmuxWorld();
    world.tmux('hung', 'new-session', '-d', world.reader().command);
    world.tmux('well', 'new-session', '-d', world.reader().command);
    const [lost = 0] = await world.ready('hung', '%0');
    const [seen = 0] = await world.ready('well', '%0');
    const server = Number(world.tmux('hung', 'display-message', '-p', '#{pid}'));
    process.kill(server, 'SIGSTOP');
    try {
      const { env, parentOf } = world;
      const list = (socket: string) => listPanes(socket, { env, timeoutMs: socket === 'hung' ? 300 : 30_000 });
      const sockets = ['hung', 'well'];
      const panes = await resolvePanes({ sockets, pids: [lost, seen], parentOf, listPanes: list });
      expect([...panes.keys()]).toEqual([seen]);
      const clients = (): number =>
        processes().filter((row) => row.parent === process.pid && isTmux(row.command)).length;
      await until(() => clients() === 0, { what: 'the end of the client' });
    } finally {
      process.kill(server, 'SIGCONT');
    }
  });

  test('without a program, a server or a socket that is one, there are no panes and no server is started', async () => {
    const world = await openTmuxWorld();
    const { env, parentOf } = world;
    const run = (): never => {
      throw new Error('a program was started');
    };
    expect(await listPanes('a', { env, run })).toBeNull();
    world.tmux('a', 'new-session', '-d', 'sleep 1000');
    const pid = Number(world.tmux('a', 'display-message', '-p', '#{pane_pid}'));
    expect(await listPanes('a', { env: { ...env, PATH: world.cwd } })).toBeNull();
    const socket = world.tmux('a', 'display-message', '-p', '#{socket_path}');
    const server = Number(world.tmux('a', 'display-message', '-p', '#{pid}'));
    // By force, which leaves the socket behind.
    process.kill(server, 'SIGKILL');
    await until(() => processes().every((row) => row.pid !== server), { what: 'the end of the server' });
    expect(await listPanes('a', { env })).toBeNull();
    expect(await resolvePanes({ sockets: ['a', socket], pids: [pid], parentOf, env })).toEqual(new Map());
    expect(processes().filter((row) => row.parent === process.pid && isTmux(row.command))).toEqual([]);
  });

  test("another user's server is not asked", async () => {
    const world = await openTmuxWorld();
    world.tmux('a', 'new-session', '-d', 'sleep 1000');
    const socket = world.tmux('a', 'display-message', '-p', '#{socket_path}');
    expect(await listPanes(socket, { env: world.env })).toContain('%0:');
    const own = process.getuid?.() ?? 0;
    const getuid = vi.spyOn(process, 'getuid').mockReturnValue(own + 1);
    onTestFinished(() => getuid.mockRestore());
    expect(await listPanes(socket, { env: world.env })).toBeNull();
  });

  test('all sockets of this user are looked at, the one of the fleet first, each once', async () => {
    const world = await openTmuxWorld();
    for (const name of ['zoo', 'fleet', 'alpha']) world.tmux(name, 'new-session', '-d', 'sleep 1000');
    const path = world.tmux('alpha', 'display-message', '-p', '#{socket_path}');
    writeFileSync(join(path, '../notes'), 'no socket');
    expect(tmuxSockets(world.env)).toEqual(['fleet', 'alpha', 'zoo']);
    expect(tmuxSockets({ ...world.env, FLEET_SOCKET: 'mine' })).toEqual(['mine', 'alpha', 'fleet', 'zoo']);
    expect(tmuxSockets({ ...world.env, FLEET_SOCKET: path })).toEqual([path, 'fleet', 'zoo']);
  });
});

function isTmux(command: string): boolean {
  return command.startsWith('tmux');
}
