import type { TmuxPane } from '@ccx/contracts';
import { startInTerminal, until } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { focusPane, type FocusResult } from '../../src/panes/focus-pane.ts';
import type { TmuxOptions } from '../../src/panes/tmux.ts';
import { NO_TMUX, openTmuxWorld, type TmuxWorld } from './support/tmux-world.ts';

/** With room for a busy machine. */
const focus = (which: TmuxPane, options: TmuxOptions): Promise<FocusResult> =>
  focusPane(which, { timeoutMs: 30_000, ...options });

const pane = (paneId: string, socket = 'a') => ({ socket, paneId, window: null });

/** What the person at this session's terminal sees with the cursor in it. */
function current({ tmux }: TmuxWorld, session: string): string {
  return tmux('a', 'display-message', '-p', '-t', `${session}:`, '#{pane_id}');
}

function clients({ tmux }: TmuxWorld): string {
  return tmux('a', 'list-clients', '-F', '#{client_session}');
}

async function attach({ env, cwd, tmux }: TmuxWorld, session: string): Promise<() => string> {
  const before = tmux('a', 'list-clients').length;
  const terminal = await startInTerminal('tmux', ['-L', 'a', 'attach', '-t', session], { env, cwd });
  await until(() => tmux('a', 'list-clients').length > before, { what: 'the attached client' });
  return () => terminal.screen();
}

describe.skipIf(NO_TMUX !== null)('in the real tmux', () => {
  test('a pane of the session that a person looks at comes to the front, from another window and beside another', async () => {
    const world = await openTmuxWorld();
    world.tmux('a', 'new-session', '-d', '-s', 'work', 'sleep 1000');
    world.tmux('a', 'new-window', '-t', 'work', 'echo WANTED; sleep 1000');
    world.tmux('a', 'split-window', '-t', '%1', 'sleep 1000');
    world.tmux('a', 'select-window', '-t', 'work:0');
    const screen = await attach(world, 'work');
    expect(current(world, 'work')).toBe('%0');
    expect(await focus(pane('%1'), { env: world.env })).toEqual({ done: true });
    expect(current(world, 'work')).toBe('%1');
    await until(() => screen().includes('WANTED'), { what: 'the pane on the terminal' });
  });

  test('a pane hidden behind a zoomed one is shown', async () => {
    const world = await openTmuxWorld();
    world.tmux('a', 'new-session', '-d', '-s', 'work', 'echo WANTED; sleep 1000');
    world.tmux('a', 'split-window', '-t', '%0', 'sleep 1000');
    world.tmux('a', 'resize-pane', '-Z', '-t', '%1');
    const screen = await attach(world, 'work');
    expect(screen()).not.toContain('WANTED');
    expect(await focus(pane('%0'), { env: world.env })).toEqual({ done: true });
    await until(() => screen().includes('WANTED'), { what: 'the pane on the terminal' });
  });

  test('the terminal of who asks from the same server is switched to the session, and no other one', async () => {
    const world = await openTmuxWorld();
    world.tmux('a', 'new-session', '-d', '-s', 'mine', 'env | grep ^TMUX; sleep 1000');
    world.tmux('a', 'new-session', '-d', '-s', 'theirs', 'sleep 1000');
    world.tmux('a', 'new-session', '-d', '-s', 'agents', 'echo WANTED; sleep 1000');
    const screen = await attach(world, 'mine');
    await attach(world, 'theirs');
    const said = (): string => world.tmux('a', 'capture-pane', '-p', '-t', '%0');
    const TMUX = await until(() => /^TMUX=(\S+)/m.exec(said())?.[1], { what: 'what tmux told its pane' });
    expect(await focus(pane('%2'), { env: { ...world.env, TMUX, TMUX_PANE: '%0' } })).toEqual({ done: true });
    expect(clients(world).split('\n').toSorted()).toEqual(['agents', 'theirs']);
    await until(() => screen().includes('WANTED'), { what: 'the pane on the terminal' });
  });

  test('where no terminal shows the session, the person is told what to type, and that shows the pane', async () => {
    const world = await openTmuxWorld();
    world.tmux('a', 'new-session', '-d', '-s', "ada's work", 'sleep 1000');
    world.tmux('a', 'new-window', '-d', 'echo WANTED; sleep 1000');
    const outcome = await focus(pane('%1'), { env: world.env });
    expect(outcome).toEqual({
      done: false,
      why: `No terminal shows the tmux session "ada's work".`,
      command: String.raw`tmux -L a attach -t '=ada'\''s work'`,
    });
    const { env, cwd } = world;
    const terminal = await startInTerminal('sh', ['-c', ('command' in outcome && outcome.command) || ''], {
      env,
      cwd,
    });
    await until(() => terminal.screen().includes('WANTED'), { what: 'the pane on the terminal' });
  });

  test('a pane that two sessions show comes to the front in the one that a person looks at, best in their own', async () => {
    const world = await openTmuxWorld();
    world.tmux('a', 'new-session', '-d', '-s', 'aside', 'sleep 1000');
    world.tmux('a', 'new-session', '-d', '-s', 'elsewhere', 'sleep 1000');
    world.tmux('a', 'new-session', '-d', '-s', 'own', 'sleep 1000');
    for (const session of ['elsewhere', 'own']) world.tmux('a', 'link-window', '-d', '-s', '@0', '-t', `${session}:5`);
    await attach(world, 'elsewhere');
    expect(await focus(pane('%0'), { env: world.env })).toEqual({ done: true });
    expect([current(world, 'elsewhere'), current(world, 'own')]).toEqual(['%0', '%2']);
    await attach(world, 'own');
    const TMUX = world.tmux('a', 'display-message', '-p', '#{socket_path},#{pid},2');
    expect(await focus(pane('%0'), { env: { ...world.env, TMUX, TMUX_PANE: '%2' } })).toEqual({ done: true });
    expect(current(world, 'own')).toBe('%0');
    expect(clients(world).split('\n').toSorted()).toEqual(['elsewhere', 'own']);
  });

  test('a terminal that shows another session is left alone, and so is one of another server', async () => {
    const world = await openTmuxWorld();
    world.tmux('a', 'new-session', '-d', '-s', 'work', 'sleep 1000');
    world.tmux('a', 'new-session', '-d', '-s', 'agents', 'sleep 1000');
    await attach(world, 'work');
    const TMUX = world.tmux('a', 'display-message', '-p', '#{socket_path},#{pid},0').replace(/,(\d+),/, ',1$1,');
    expect(await focus(pane('%1'), { env: { ...world.env, TMUX, TMUX_PANE: '%0' } })).toMatchObject({
      done: false,
      command: 'TMUX= tmux -L a attach -t agents',
    });
    expect(clients(world)).toBe('work');
  });

  test('a socket elsewhere is named by its path, the default one not at all', async () => {
    const world = await openTmuxWorld();
    world.tmux('default', 'new-session', '-d', '-s', 'work', 'sleep 1000');
    const socket = world.tmux('default', 'display-message', '-p', '#{socket_path}');
    const { env } = world;
    expect(await focus(pane('%0', socket), { env })).toMatchObject({ command: 'tmux attach -t work' });
    expect(await focus(pane('%0', socket), { env: { ...env, TMUX_TMPDIR: world.tmp } })).toMatchObject({
      command: `tmux -S ${socket} attach -t work`,
    });
  });

  test('a pane that is gone, a server that is not there and one that hangs are said, not thrown', async () => {
    const world = await openTmuxWorld();
    const { env } = world;
    world.tmux('a', 'new-session', '-d', 'sleep 1000');
    expect(await focus(pane('%7'), { env })).toEqual({ done: false, why: 'The pane %7 is gone.', command: null });
    const why = 'No tmux server answers on';
    expect(await focus(pane('%0', 'none'), { env })).toEqual({ done: false, why: `${why} none.`, command: null });
    const server = Number(world.tmux('a', 'display-message', '-p', '#{pid}'));
    process.kill(server, 'SIGSTOP');
    try {
      const outcome = await focus(pane('%0'), { env, timeoutMs: 300 });
      expect(outcome).toEqual({ done: false, why: `${why} a.`, command: null });
    } finally {
      process.kill(server, 'SIGCONT');
    }
  });
});
