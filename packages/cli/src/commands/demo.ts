import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountId, type Env, type RunOutcome, type RunTarget } from '@ccx/contracts';
import { fakeAgentCommand } from '@ccx/fake-agents';
import { composeRunner } from '../compose/runner.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../render/terminal.ts';
import { createPeopleView } from '../run-view/people-view.ts';
import { DEMO_ACTS } from './demo-acts.ts';
import { showRun } from './run.ts';

/**
 * `ccx demo`: the path of `ccx run` on a scripted agent, in a folder of its own that goes away. Exit 0 when every act
 * ended as its script says.
 */
export async function demoCommand(terminal: Terminal): Promise<number> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ccx-demo-')));
  const say = (text: string): void => void terminal.stderr.write(`${text}\n`);
  try {
    const place = await prepare(folder);
    const runner = await composeRunner({
      env: demoEnv(folder, process.env),
      home: folder,
      binaries: { claude: fakeAgentCommand('claude') },
    });
    const account = { agent: 'claude', configDir: place.config, id: accountId('claude', place.config) } as const;
    const target: RunTarget = { account, name: 'demo', model: null, billing: 'subscription' };
    say(' A demonstration. The agent is a script: no model is called, nothing is paid, no account is touched.');
    for (const act of DEMO_ACTS) {
      say(`\n $ ccx run "${act.prompt}"${act.permission === 'safe' ? '' : ` --permission ${act.permission}`}`);
      const { prompt, permission, scenario, ends } = act;
      const view = createPeopleView({ terminal, target, cwd: place.project, quiet: false });
      let outcome: RunOutcome['status'] | null = null;
      const handle = runner.run(
        {
          prompt,
          cwd: place.project,
          permission,
          partialText: true,
          env: { FAKE_AGENT_SCENARIO: JSON.stringify(scenario) },
        },
        target,
        { observers: [{ ended: (result) => void (outcome = result.status) }] },
      );
      const code = await showRun(handle, view);
      if (outcome !== ends) return outcome === 'cancelled' ? code : EXIT.failed;
    }
    say('\n next   ccx run "explain this project"     the same with your own Claude Code');
    return EXIT.done;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function prepare(folder: string): Promise<{ project: string; config: string }> {
  const project = join(folder, 'shop');
  const config = join(folder, '.claude');
  await mkdir(join(project, 'src'), { recursive: true });
  await mkdir(config, { mode: 0o700 });
  await writeFile(join(project, 'src', 'export.js'), "export const print = (rows) => console.log(rows.join('\\n'));\n");
  return { project, config };
}

/** Nothing of the person's: the demo looks the same everywhere and leaves no run in their ledger. */
function demoEnv(folder: string, env: Env): Env {
  return { PATH: env['PATH'], HOME: folder, CCX_HOME: join(folder, 'ccx'), LANG: 'C.UTF-8', TERM: 'dumb' };
}
