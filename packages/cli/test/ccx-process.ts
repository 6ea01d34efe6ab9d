import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AGENT_KINDS } from '@ccx/contracts';
import { fakeAgentCommand, type Scenario } from '@ccx/fake-agents';
import { createTempHome } from '@ccx/testkit';

/** The built bin, as it is published. */
/** The built program. */
export const CCX: string = fileURLToPath(new URL('../dist/bin.js', import.meta.url));

export interface CcxEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CcxProcess {
  readonly pid: number;
  readonly ended: Promise<CcxEnd>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  kill(signal: NodeJS.Signals): void;
  closeStdout(): void;
}

export interface CcxPlace {
  readonly home: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Starts ccx with `claude` on its PATH being the scripted one, playing `scenario`. */
  start(
    args: readonly string[],
    options?: { scenario?: Scenario; input?: string | null; env?: Record<string, string> },
  ): CcxProcess;
  run(
    args: readonly string[],
    options?: { scenario?: Scenario; input?: string | null; env?: Record<string, string> },
  ): Promise<CcxEnd>;
  remove(): Promise<void>;
}

/** A home of its own in which ccx and scripted agents are installed. */
export async function createCcxPlace(): Promise<CcxPlace> {
  const temp = await createTempHome();
  const bin = join(temp.home, 'bin');
  mkdirSync(bin);
  for (const agent of AGENT_KINDS) {
    const { file, args } = fakeAgentCommand(agent);
    const words = [file, ...args].map((word) => `'${word}'`).join(' ');
    writeFileSync(join(bin, agent), `#!/bin/sh\nexec ${words} "$@"\n`);
    chmodSync(join(bin, agent), 0o755);
  }
  const base: Record<string, string> = {
    HOME: temp.home,
    PATH: [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    LANG: 'C.UTF-8',
    CCX_HOME: join(temp.home, 'ccx'),
    IS_SANDBOX: '1',
  };

  const start: CcxPlace['start'] = (ccxArgs, { scenario, input = null, env = {} } = {}) => {
    const child = spawn(process.execPath, [CCX, ...ccxArgs], {
      cwd: temp.cwd,
      env: { ...base, ...(scenario !== undefined && { FAKE_AGENT_SCENARIO: JSON.stringify(scenario) }), ...env },
      stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin?.end(input);
    const ended = new Promise<CcxEnd>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    return {
      pid: child.pid ?? -1,
      ended,
      stdout: () => stdout,
      stderr: () => stderr,
      kill: (signal) => void child.kill(signal),
      closeStdout: () => child.stdout?.destroy(),
    };
  };
  return {
    home: temp.home,
    cwd: temp.cwd,
    env: base,
    start,
    run: (ccxArgs, options) => start(ccxArgs, options).ended,
    remove: async () => temp.remove(),
  };
}
