import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, AGENTS, type AgentKind, type QuotaSource } from '@ccx/contracts';
import { fakeAgentCommand, type Scenario } from '@ccx/fake-agents';
import { codexEnv, codexHome, createTempHome, geminiHome, subscriptionHome, type TempHome } from '@ccx/testkit';
import { afterAll } from 'vitest';
import type { Command } from '../../src/process/find-cli.ts';
import type { PtySourceOptions } from '../../src/pty/pty-source.ts';
import { systemClock } from '../../src/system-clock.ts';
import type { Found, SourceUnderTest } from '../source-conformance.ts';

const homes: TempHome[] = [];
afterAll(() => Promise.all(homes.map((home) => home.remove())));

/** A program of these lines of JavaScript in the place of the CLI. */
export function program(script: string): Command {
  return { file: process.execPath, args: ['-e', script, '--'] };
}

/** Draws something that no version ever drew, and leaves when it was seen. */
const GARBAGE = `process.stdout.write('\\u001B[5;9H%% 42 \\u0000 used? {{{ '); setTimeout(() => {}, 300);`;
const SILENT = `process.stdin.setRawMode?.(true); setInterval(() => {}, 1000);`;

export interface ScreenWorldOptions {
  readonly agent: AgentKind;
  readonly make: (options: PtySourceOptions) => QuotaSource;
  readonly command?: Command;
  readonly scenario?: Scenario;
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Started somewhere else than in ccx's own folder. */
  readonly elsewhere?: boolean;
  readonly observer?: PtySourceOptions['observer'];
}

export interface ScreenWorld extends SourceUnderTest {
  readonly home: TempHome;
  readonly folder: string;
}

/** A person's machine with a login of the agent, on which a stand-in is asked by its screen. */
export async function screenWorld(options: ScreenWorldOptions): Promise<ScreenWorld> {
  const { agent, make, scenario, timeoutMs = 20_000, elsewhere = false, observer } = options;
  const home = await createTempHome();
  homes.push(home);
  const ccx = join(home.home, 'ccx');
  const folder = elsewhere ? join(home.home, 'project') : join(ccx, 'probe');
  await mkdir(folder, { recursive: true });
  const configDir = join(home.home, AGENTS[agent].defaultConfigDir);
  const api = { url: 'http://127.0.0.1:1' };
  if (agent === 'claude') await subscriptionHome(home);
  // The stand-in does not know that trust can be given for one start.
  if (agent === 'codex') await codexHome({ home: home.home, cwd: folder }, api, { login: 'chatgpt' });
  if (agent === 'gemini') await geminiHome(home, { login: 'google' });
  const { command = fakeAgentCommand(agent) } = options;
  return {
    source: make({ folder, clock: systemClock, timeoutMs, command, ...(observer !== undefined && { observer }) }),
    account: { agent, configDir: null, id: accountId(agent, null) },
    env: {
      ...home.env,
      CCX_HOME: ccx,
      ...(agent === 'codex' && codexEnv(home, api)),
      ...(agent === 'gemini' && { GOOGLE_GENAI_USE_GCA: 'true' }),
      ...(scenario !== undefined && { FAKE_AGENT_SCENARIO: JSON.stringify(scenario) }),
      ...options.env,
    },
    // Gemini CLI notes each start in its folder; what of that is left of a probe is held by the tests on the real one.
    configDir: agent === 'gemini' ? join(configDir, 'nothing-else') : configDir,
    home,
    folder,
  };
}

/** The same for the suite that every source has to pass. */
export async function screenUnderTest(
  agent: AgentKind,
  make: (options: PtySourceOptions) => QuotaSource,
  found: Found,
  scenarios: Readonly<Record<'numbers' | 'no-numbers', Scenario>>,
): Promise<SourceUnderTest> {
  switch (found) {
    case 'numbers':
    case 'no-numbers':
      return screenWorld({ agent, make, scenario: scenarios[found] });
    case 'garbage':
      return screenWorld({ agent, make, command: program(GARBAGE) });
    case 'silent':
      return screenWorld({ agent, make, command: program(SILENT), timeoutMs: 3_000 });
    case 'missing': {
      const world = await screenWorld({ agent, make });
      const source = make({ folder: world.folder, clock: systemClock });
      return { ...world, source, env: { ...world.env, PATH: world.folder } };
    }
  }
}
