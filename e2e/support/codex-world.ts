import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodexHomeOptions, OpenaiApi, OpenaiApiOptions, TempHome } from '@ccx/testkit';
import { codexEnv, codexHome, createTempHome, startOpenaiApi } from '@ccx/testkit';
import type { Overrides } from './enclosure.ts';
import { enclose } from './enclosure.ts';
import { AGENT_BINS, CCX_BIN } from './places.ts';
import type { MarkedProcess } from './processes.ts';
import type { Finished, Program } from './program.ts';

/** One person's machine for one test of Codex: a home, a login, an API, and nothing else that a program could find. */
export interface CodexWorld {
  readonly home: TempHome;
  readonly api: OpenaiApi;
  /** What every program in it knows. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the built ccx to its end. */
  ccx(args: readonly string[], options?: Overrides): Promise<Finished>;
  startCcx(args: readonly string[], options?: Overrides): Program;
  /** Every process that was started in this world and lives. */
  living(): readonly MarkedProcess[];
  /** Fails unless every process that was started here ends within the time that ccx promises. */
  allEnd(): Promise<void>;
  /** The lines of the only rollout. */
  rollout(): readonly Record<string, unknown>[];
  /** Runs the real Codex to its end, without ccx. */
  codex(args: readonly string[], options?: Overrides): Promise<Finished>;
}

export interface CodexWorldOptions extends OpenaiApiOptions, Pick<CodexHomeOptions, 'login'> {
  /** Nothing listens where Codex looks for its vendor. Default `false`. */
  readonly offline?: boolean;
}

/** Nobody serves the first port. */
const NOBODY = { url: 'http://127.0.0.1:1' };

/** Opens a world that closes when the test ends, and fails it when a process is still alive then. */
export async function openCodexWorld({
  login = 'api-key',
  offline = false,
  ...script
}: CodexWorldOptions = {}): Promise<CodexWorld> {
  const home = await createTempHome({ path: [AGENT_BINS] });
  const api = await startOpenaiApi(script);
  const more = { CCX_HOME: join(home.home, 'ccx'), ...codexEnv(home, api) };
  const { start, living, allEnd, env } = enclose(home, api, more);
  await codexHome(home, offline ? NOBODY : api, { login });
  const sessions = join(home.home, '.codex/sessions');
  return {
    home,
    api,
    env,
    living,
    allEnd: () => allEnd(),
    rollout: () => {
      const files = readdirSync(sessions, { recursive: true, encoding: 'utf8' });
      const [only = 'none', ...others] = files.filter((name) => name.endsWith('.jsonl'));
      if (others.length > 0) throw new Error(`more than one rollout: ${files.join(', ')}`);
      const lines = readFileSync(join(sessions, only), 'utf8').trim().split('\n');
      return lines.map((line) => JSON.parse(line));
    },
    ccx: (args, options) => start(process.execPath, [CCX_BIN, ...args], options).ended,
    startCcx: (args, options) => start(process.execPath, [CCX_BIN, ...args], options),
    codex: (args, options) => start(join(AGENT_BINS, 'codex'), args, options).ended,
  };
}
