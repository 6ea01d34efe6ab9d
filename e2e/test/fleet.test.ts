import type { FleetMember } from '@ccx/contracts';
import { hang, say, until, useTool } from '@ccx/testkit';
import { expect, test } from 'vitest';
import { openTmux } from '../support/tmux.ts';
import { expectExit, openWorld, type World } from '../support/world.ts';

async function fleetOf(world: World, args: readonly string[] = []): Promise<readonly FleetMember[]> {
  const finished = await world.ccx(['fleet', '--json', ...args]);
  expectExit(finished, 0);
  return JSON.parse(finished.stdout).members;
}

test('a session in a terminal is idle, works, waits for a permission, and is gone', async () => {
  const world = await openWorld({ login: 'subscription', respond: [useTool('Bash', { command: 'touch made' }), say('Done.'), hang()] });
  const tmux = openTmux(world);
  const pane = tmux.start('claude --permission-mode manual');
  await tmux.shows(pane, /manual mode on/);
  console.log(tmux.screen(pane));
  console.log(JSON.stringify(await fleetOf(world), null, 1));
  tmux.keys(pane, '-l', 'make it');
  await tmux.shows(pane, 'make it');
  tmux.keys(pane, 'Enter');
  await tmux.shows(pane, /Do you want to proceed/);
  console.log(JSON.stringify(await fleetOf(world), null, 1));
  tmux.keys(pane, 'Enter');
  await until(async () => (await fleetOf(world))[0]?.state.is === 'idle');
  console.log(tmux.run('list-panes', '-a', '-F', '#{pane_title}'));
  tmux.keys(pane, '-l', 'next');
  await tmux.shows(pane, 'next');
  tmux.keys(pane, 'Enter');
  await until(async () => (await fleetOf(world))[0]?.state.is === 'busy');
  console.log(tmux.run('list-panes', '-a', '-F', '#{pane_title}'));
  expect(1).toBe(1);
}, 60000);
