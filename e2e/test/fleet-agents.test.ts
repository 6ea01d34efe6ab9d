import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FleetMember, FleetState } from '@ccx/contracts';
import { codexLimits, hang, refuseUsageLimit, say, until, useTool } from '@ccx/testkit';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openCodexWorld, type CodexWorld, type CodexWorldOptions } from '../support/codex-world.ts';
import { isOfWorld, watchFleet, type FleetWatch } from '../support/fleet-watch.ts';
import { openGeminiWorld, type GeminiWorld } from '../support/gemini-world.ts';
import { need } from '../support/need.ts';
import type { MarkedProcess } from '../support/processes.ts';
import type { Finished } from '../support/program.ts';
import { hasTmux, openTmux, type Tmux } from '../support/tmux.ts';
import { expectExit } from '../support/world.ts';

interface Scene<W extends CodexWorld | GeminiWorld = CodexWorld | GeminiWorld> {
  readonly world: W;
  readonly tmux: Tmux;
}

async function openCodex(options: CodexWorldOptions): Promise<Scene<CodexWorld>> {
  const world = await openCodexWorld(options);
  return { world, tmux: openTmux(world) };
}

async function openGemini(options: Parameters<typeof openGeminiWorld>[0]): Promise<Scene<GeminiWorld>> {
  const world = await openGeminiWorld(options);
  return { world, tmux: openTmux(world) };
}

/** Codex in a window of its own, at its prompt; without its background server unless said otherwise. */
async function startCodex({ tmux }: Scene, flags: string = '--no-daemon'): Promise<string> {
  const pane = tmux.start(`exec codex ${flags}`);
  await tmux.shows(pane, 'Ask Codex to do anything');
  return pane;
}

async function startGemini({ tmux }: Scene): Promise<string> {
  const pane = tmux.start('exec gemini --skip-trust');
  await tmux.shows(pane, 'Type your message');
  return pane;
}

/** Runs `ccx fleet …` beside the tmux server. */
function fleet({ world, tmux }: Scene, ...args: readonly string[]): Promise<Finished> {
  return world.ccx(['fleet', ...args], { env: tmux.env });
}

async function members(scene: Scene): Promise<readonly FleetMember[]> {
  const finished = await fleet(scene, '--json', '--all');
  expectExit(finished, 0);
  const { members: all }: { readonly members: readonly FleetMember[] } = JSON.parse(finished.stdout);
  return all.filter((one) => isOfWorld(one, scene.world));
}

/** The one session, once it is in this state. */
async function member(scene: Scene, is: FleetState['is']): Promise<FleetMember> {
  let found: readonly FleetMember[] = [];
  const holds = async (): Promise<boolean> => (found = await members(scene))[0]?.state.is === is;
  await until(holds, { what: `a session that is ${is}` }).catch((cause: unknown) => {
    throw new Error(JSON.stringify(found.map(({ state }) => state)), { cause });
  });
  const [first] = found;
  if (first === undefined || found.length !== 1) throw new Error(`${found.length} sessions`);
  return first;
}

/** Speaks to the one session once it listens: both agents take keys that come fast, and an Enter behind them, for a paste. */
async function tell(scene: Scene, text: string): Promise<void> {
  const { process: id } = await member(scene, 'idle');
  expectExit(await fleet(scene, 'send', String(id.pid), text), 0);
}

/** The agents' processes that were started in this world and live. */
function agents({ world }: Scene): readonly MarkedProcess[] {
  return world.living().filter(({ command }) => /\b(?:codex|gemini)\b/.test(command));
}

/** Codex with its background server, which outlives its screens. */
async function openServed(): Promise<Scene<CodexWorld>> {
  const scene = await openCodex({ respond: say('Hello.') });
  onTestFinished(() => {
    for (const { pid } of agents(scene)) process.kill(pid, 'SIGKILL');
  });
  return scene;
}

function servers(scene: Scene): readonly number[] {
  return agents(scene).flatMap(({ pid, command }) => (command.includes(' app-server ') ? [pid] : []));
}

/** Stops a session and sees that nothing of it is left. */
async function stop(scene: Scene, { process: id }: FleetMember): Promise<void> {
  const finished = await fleet(scene, 'stop', String(id.pid), '--json');
  expectExit(finished, 0);
  expect(JSON.parse(finished.stdout)).toMatchObject({ ended: true, survivors: [] });
  expect(await members(scene)).toEqual([]);
}

/** Since more was known of it than its CPU time it has been one row, which was never gone. */
function expectOne(watch: FleetWatch): void {
  const known = watch.told().findIndex(({ member: { state } }) => state.source !== 'cpu');
  const later = watch.told().slice(known);
  expect(new Set(later.map(({ member: { process: id } }) => id.pid)).size).toBe(1);
  expect(later.filter(({ type }) => type !== 'changed')).toEqual([]);
}

/** A call of a command for which Codex asks the person. */
const ESCALATED = { cmd: 'touch made', sandbox_permissions: 'require_escalated', justification: 'May I?' };

const LINES = 'line one\n"line" two: $HOME `x` ünï';

beforeEach((context) => need(context, hasTmux(), 'tmux is not installed'));

describe('a session of Codex in a terminal', () => {
  test('is one row that tells what it does: idle, busy, waiting for an approval, idle', async () => {
    let isSeen = false;
    const scene = await openCodex({
      respond: async ({ prompt, toolOutputs }) => {
        if (prompt === 'make it') return toolOutputs.length > 0 ? say('Done.') : useTool('exec_command', ESCALATED);
        // Codex asks for a name of the conversation, too.
        if (prompt === 'say hello') await until(() => isSeen);
        return say('Hello.');
      },
    });
    const { world, tmux } = scene;
    const watch = await watchFleet(world, tmux.env);
    const pane = await startCodex(scene);
    await watch.shows({ is: 'idle', source: 'cpu' });
    await tell(scene, 'say hello');
    await watch.shows({ is: 'busy' });
    isSeen = true;
    await watch.shows({ is: 'idle', source: 'transcript' });
    const idle = await member(scene, 'idle');
    expect(world.rollout()[0]).toMatchObject({ payload: { id: idle.sessionId } });
    expect(idle).toMatchObject({
      agent: 'codex',
      account: { id: 'codex:default' },
      cwd: world.home.cwd,
      entrypoint: 'codex-tui',
      version: '0.169.0',
      tmux: { paneId: pane },
      extras: { model: 'gpt-5.5-codex', tokens: 1242 },
    });
    await tell(scene, 'make it');
    await watch.shows({ is: 'waiting', source: 'title' });
    await member(scene, 'waiting');
    expect(existsSync(join(world.home.cwd, 'made'))).toBe(false);
    tmux.keys(pane, 'Enter');
    await watch.shows({ is: 'idle', source: 'transcript' });
    expect(existsSync(join(world.home.cwd, 'made'))).toBe(true);
    expectOne(watch);
  });

  test('that has hit its usage limit is limited until the reset', async () => {
    const resetsAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 7_200_000);
    const headers = codexLimits({ primary: { usedPercent: 100, windowMinutes: 300, resetsAt } });
    const scene = await openCodex({ login: 'chatgpt', respond: refuseUsageLimit(resetsAt, { headers }) });
    await startCodex(scene);
    await tell(scene, 'work');
    expect(await member(scene, 'limited')).toMatchObject({
      state: { source: 'transcript', until: resetsAt.toISOString() },
    });
    expect((await fleet(scene)).stdout).toMatch(/limited until \d\d:\d\d/);
  });

  test('is told several lines as one prompt, and is stopped with nothing left', async () => {
    const scene = await openCodex({ respond: hang() });
    await startCodex(scene);
    await tell(scene, LINES);
    // Codex asks for a name of the conversation, too.
    const prompts = (): readonly string[] =>
      scene.world.api.calls().flatMap(({ prompt }) => (prompt.startsWith('Generate a concise') ? [] : [prompt]));
    await until(() => prompts().length > 0, { what: 'the prompt' });
    const busy = await member(scene, 'busy');
    expect(prompts()).toEqual([LINES]);
    await stop(scene, busy);
    expect(agents(scene)).toEqual([]);
  });

  test('whose conversation a background server keeps is one row, and the server none, which is left when nobody uses it', async () => {
    const scene = await openServed();
    const { world, tmux } = scene;
    const pane = await startCodex(scene, '');
    await tell(scene, 'say hello');
    await tmux.shows(pane, '• Hello.');
    const { process: id, sessionId, transcriptPath } = await member(scene, 'idle');
    expect(transcriptPath).toContain(sessionId);
    expect(servers(scene)).not.toEqual([]);
    expect(servers(scene)).not.toContain(id.pid);
    const orphans = async (): Promise<readonly number[]> => {
      const finished = await fleet(scene, 'reap', '--json');
      expectExit(finished, 0);
      const { orphans: all }: { readonly orphans: readonly Pick<FleetMember, 'process'>[] } = JSON.parse(
        finished.stdout,
      );
      const pids = all.map((one) => one.process.pid);
      return pids.filter((pid) => world.living().some((one) => one.pid === pid));
    };
    expect(await orphans()).toEqual([]);
    const isOpen = (): boolean => tmux.run('list-panes', '-a', '-F', '#{pane_id}').split('\n').includes(pane);
    await until(() => !isOpen() || tmux.keys(pane, 'C-c'), { pollMs: 300, what: 'the end of the screen' });
    expect(new Set(await orphans())).toEqual(new Set(servers(scene)));
    expect(await members(scene)).toEqual([]);
  });

  test('is stopped without harm to another that uses the server which it has started', async () => {
    const scene = await openServed();
    const { world, tmux } = scene;
    await startCodex(scene, '');
    const first = await member(scene, 'idle');
    const pane = await startCodex(scene, '');
    await until(async () => (await members(scene)).length === 2, { what: 'two sessions' });
    const server = servers(scene);
    expectExit(await fleet(scene, 'stop', String(first.process.pid)), 0);
    expect(world.living().map(({ pid }) => pid)).not.toContain(first.process.pid);
    await tell(scene, 'are you there');
    await tmux.shows(pane, '• Hello.');
    expect(servers(scene)).toEqual(server);
  });
});

describe('a session of Gemini CLI in a terminal', () => {
  test('is one row of its two processes that tells what it does: idle, busy, waiting for a confirmation, idle', async () => {
    let isSeen = false;
    const scene = await openGemini({
      respond: async ({ kind, prompt, toolOutputs }) => {
        if (kind === 'side') return undefined;
        if (prompt === 'say hello') await until(() => isSeen);
        if (prompt !== 'make it') return say('Hello.');
        return toolOutputs.length > 0 ? say('Done.') : useTool('run_shell_command', { command: 'touch made' });
      },
    });
    const { world, tmux } = scene;
    const watch = await watchFleet(world, tmux.env);
    const pane = await startGemini(scene);
    const { process: id } = await watch.shows({ is: 'idle', source: 'title' });
    expect(agents(scene).length).toBeGreaterThan(1);
    await tell(scene, 'say hello');
    await watch.shows({ is: 'busy', source: 'title' });
    isSeen = true;
    await watch.shows({ is: 'idle', source: 'title' });
    const idle = await member(scene, 'idle');
    expect(idle).toMatchObject({
      agent: 'gemini',
      account: { id: 'gemini:default' },
      process: { pid: id.pid },
      cwd: world.home.cwd,
      tmux: { paneId: pane },
      extras: { model: world.api.calls()[0]?.model },
    });
    expect(idle.sessionId).toMatch(/^[0-9a-f-]{36}$/);
    await tell(scene, 'make it');
    await watch.shows({ is: 'waiting', source: 'title' });
    await member(scene, 'waiting');
    expect(existsSync(join(world.home.cwd, 'made'))).toBe(false);
    tmux.keys(pane, 'Enter');
    await watch.shows({ is: 'idle', source: 'title' });
    expect(existsSync(join(world.home.cwd, 'made'))).toBe(true);
    expectOne(watch);
  });

  test('is told several lines as one prompt, and is stopped with nothing left', async () => {
    const scene = await openGemini({ respond: hang() });
    await startGemini(scene);
    await tell(scene, LINES);
    await until(() => scene.world.api.calls().length > 0, { what: 'the prompt' });
    const busy = await member(scene, 'busy');
    expect(scene.world.api.calls().map(({ prompt }) => prompt)).toEqual([LINES]);
    await stop(scene, busy);
    expect(agents(scene)).toEqual([]);
  });

  test('that prints one answer is listed while it works', async () => {
    const scene = await openGemini({ respond: hang() });
    const pane = scene.tmux.start('exec gemini --skip-trust -p "think hard"');
    await until(() => scene.world.api.calls().length > 0, { what: 'the request of the agent' });
    const busy = await member(scene, 'busy');
    expect(busy.tmux?.paneId).toBe(pane);
    await stop(scene, busy);
  });
});

test('a run of ccx with Codex is listed once, as the run that it is', async () => {
  const scene = await openCodex({ respond: hang() });
  const { world } = scene;
  const run = world.startCcx(['run', '--agent', 'codex', '--json', 'think harder']);
  await until(() => world.api.calls().length > 0, { what: 'the request of the agent' }).catch((cause: unknown) => {
    throw new Error(JSON.stringify(run.output), { cause });
  });
  const busy = await member(scene, 'busy');
  expect(busy).toMatchObject({ entrypoint: 'codex_exec', runId: expect.any(String), tmux: null });
  await stop(scene, busy);
  await run.ended;
  expect(agents(scene)).toEqual([]);
});
