import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accountId,
  AGENT_KINDS,
  AGENTS,
  type AgentKind,
  type Env,
  type RunOutcome,
  type RunRequest,
  type RunTarget,
} from '@ccx/contracts';
import { fakeAgentCommand } from '@ccx/fake-agents';
import { composeFixedRoute } from '../compose/route.ts';
import { composeRunner } from '../compose/runner.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../render/terminal.ts';
import { createPeopleView } from '../run-view/people-view.ts';
import { DEMO_ACTS, type DemoAct } from './demo-acts.ts';
import { showRun } from './run.ts';

/**
 * `ccx demo`: the path of `ccx run` on scripted agents, in a folder of its own that goes away. Exit 0 when every act
 * ended as its script says.
 */
export async function demoCommand(terminal: Terminal): Promise<number> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ccx-demo-')));
  const say = (text: string): void => void terminal.stderr.write(`${text}\n`);
  try {
    const project = await prepare(folder);
    const runner = await composeRunner({
      env: demoEnv(folder, process.env),
      home: folder,
      binaries: Object.fromEntries(AGENT_KINDS.map((agent) => [agent, fakeAgentCommand(agent)])),
    });
    say(' A demonstration. The agents are scripts: no model is called, nothing is paid, no account is touched.');
    for (const act of DEMO_ACTS) {
      say(`\n $ ${act.command}`);
      const { need, router, first } = await routeOf(act, folder);
      const view = createPeopleView({ terminal, target: first, cwd: project, quiet: false });
      let outcome: RunOutcome['status'] | null = null;
      const handle = runner.chain(requestOf(act, project), need, router, {
        observers: [{ started: (record) => view.attempt?.(record), ended: (result) => void (outcome = result.status) }],
      });
      const code = await showRun(handle, view);
      if (outcome !== act.ends) return outcome === 'cancelled' ? code : EXIT.failed;
    }
    say('\n next   ccx agents                         which agents are installed and logged in');
    say('        ccx run "explain this project"     the same with your own');
    return EXIT.done;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function routeOf({ plays }: DemoAct, folder: string) {
  const targets = AGENT_KINDS.filter((agent) => plays[agent] !== undefined).map((agent) => demoTarget(agent, folder));
  const [first] = targets;
  if (first === undefined) throw new TypeError('An act of the demonstration has nobody to play it.');
  return { ...(await composeFixedRoute(targets)), first };
}

function demoTarget(agent: AgentKind, folder: string): RunTarget {
  const configDir = join(folder, AGENTS[agent].defaultConfigDir);
  const account = { agent, configDir, id: accountId(agent, configDir) };
  return { account, name: `demo-${agent}`, model: null, billing: 'subscription' };
}

function requestOf({ prompt, permission, plays }: DemoAct, cwd: string): RunRequest {
  const scenarios = Object.entries(plays).map(([agent, scenario]): readonly [string, string] => [
    `FAKE_AGENT_SCENARIO_${agent.toUpperCase()}`,
    JSON.stringify(scenario),
  ]);
  return { prompt, cwd, permission, partialText: true, env: Object.fromEntries(scenarios) };
}

async function prepare(folder: string): Promise<string> {
  const project = join(folder, 'shop');
  await mkdir(join(project, 'src'), { recursive: true });
  for (const { defaultConfigDir } of Object.values(AGENTS))
    await mkdir(join(folder, defaultConfigDir), { mode: 0o700 });
  await writeFile(join(project, 'src', 'export.js'), "export const print = (rows) => console.log(rows.join('\\n'));\n");
  return project;
}

/** Nothing of the person's: the demo looks the same everywhere and leaves no run in their ledger. */
function demoEnv(folder: string, env: Env): Env {
  return { PATH: env['PATH'], HOME: folder, CCX_HOME: join(folder, 'ccx'), LANG: 'C.UTF-8', TERM: 'dumb' };
}
