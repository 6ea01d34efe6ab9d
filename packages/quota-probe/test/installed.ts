import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentKind } from '@ccx/contracts';
import { fakeAgentCommand, type Scenario } from '@ccx/fake-agents';
import { createTempHome } from '@ccx/testkit';
import { onTestFinished } from 'vitest';

const HERE = fileURLToPath(new URL('..', import.meta.url));

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A machine on which agents are installed: programs on its PATH that count how often they are started. */
export interface Machine {
  readonly env: Readonly<Record<string, string>>;
  /** Where the quota cache lies. */
  readonly dir: string;
  /** Puts the stand-in there, as it behaves in a scenario; it replaces what was there. */
  readonly install: (agent: AgentKind, scenario: Scenario) => Promise<void>;
  /** Puts a program of these lines of JavaScript there. */
  readonly installProgram: (agent: AgentKind, script: string) => Promise<void>;
  /** The numbers of the processes that were started under this name. */
  readonly started: (agent: AgentKind) => Promise<readonly number[]>;
  /** Starts the program `quota-probe`. */
  readonly start: (args: readonly string[]) => { readonly child: ChildProcess; readonly finished: Promise<Finished> };
  readonly run: (args: readonly string[]) => Promise<Finished>;
  /** Runs a module of these lines, which may import from `index`. */
  readonly runModule: (script: string) => Promise<Finished>;
}

export async function openMachine(): Promise<Machine> {
  const home = await createTempHome();
  onTestFinished(() => home.remove());
  const bin = join(home.home, 'bin');
  await mkdir(bin);
  const env = { ...home.env, PATH: `${bin}:/usr/bin:/bin`, CCX_HOME: join(home.home, 'ccx') };

  const put = async (agent: AgentKind, command: readonly string[]): Promise<void> => {
    const log = join(home.home, `${agent}.started`);
    const words = [process.execPath, ...command].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    await writeFile(join(bin, agent), `#!/bin/sh\necho $$ >> '${log}'\nexec ${words} "$@"\n`);
    await chmod(join(bin, agent), 0o755);
  };
  const node = (args: readonly string[]): { child: ChildProcess; finished: Promise<Finished> } => {
    const child = spawn(process.execPath, ['--conditions=@ccx/source', ...args], { cwd: HERE, env, detached: true });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const finished = new Promise<Finished>((resolve) => {
      child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    });
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await finished;
    });
    return { child, finished };
  };

  const start: Machine['start'] = (args) => node([join(HERE, 'src/bin.ts'), ...args]);
  return {
    env,
    dir: join(home.home, 'ccx/quota'),
    install: async (agent, scenario) => {
      const { args } = fakeAgentCommand(agent);
      const file = join(home.home, `${agent}.scenario.json`);
      await writeFile(file, JSON.stringify(scenario));
      const script = `process.env.FAKE_AGENT_SCENARIO = require('node:fs').readFileSync(${JSON.stringify(file)}, 'utf8')`;
      await writeFile(join(home.home, `${agent}.cjs`), script);
      await put(agent, ['--conditions=@ccx/source', '--require', join(home.home, `${agent}.cjs`), ...args]);
    },
    installProgram: async (agent, script) => put(agent, ['-e', script, '--']),
    started: async (agent) => {
      const text = await readFile(join(home.home, `${agent}.started`), 'utf8').catch(() => '');
      return text.split('\n').filter(Boolean).map(Number);
    },
    start,
    run: (args) => start(args).finished,
    runModule: (script) => {
      const sources = new URL('../src/index.ts', import.meta.url).href;
      return node(['--input-type=module', '-e', `import * as index from ${JSON.stringify(sources)};\n${script}`])
        .finished;
    },
  };
}

/** Whether a process of this number runs; one that has ended and was not asked for yet does not. */
export async function runs(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/\) [ZX] /.test(stat);
}
