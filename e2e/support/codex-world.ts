import { join } from 'node:path';
import type { CodexHomeOptions, OpenaiApi, OpenaiApiOptions, TempHome } from '@ccx/testkit';
import { codexEnv, codexHome, createTempHome, startOpenaiApi } from '@ccx/testkit';
import type { Overrides } from './enclosure.ts';
import { enclose } from './enclosure.ts';
import { AGENT_BINS, CCX_BIN } from './places.ts';
import type { Finished, Program } from './program.ts';

/** One person's machine for one test of Codex: a home, a login, an API, and nothing else that a program could find. */
export interface CodexWorld {
  readonly home: TempHome;
  readonly api: OpenaiApi;
  /** Runs the built ccx to its end. */
  ccx(args: readonly string[], options?: Overrides): Promise<Finished>;
  startCcx(args: readonly string[], options?: Overrides): Program;
  /** Fails unless every process that was started here ends within the time that ccx promises. */
  allEnd(): Promise<void>;
  /** Runs the real Codex to its end, without ccx. */
  codex(args: readonly string[], options?: Overrides): Promise<Finished>;
}

/** Opens a world that closes when the test ends, and fails it when a process is still alive then. */
export async function openCodexWorld({
  login = 'api-key',
  ...script
}: OpenaiApiOptions & Pick<CodexHomeOptions, 'login'> = {}): Promise<CodexWorld> {
  const home = await createTempHome({ path: [AGENT_BINS] });
  const api = await startOpenaiApi(script);
  const { start, allEnd } = enclose(home, api, { CCX_HOME: join(home.home, 'ccx'), ...codexEnv(home, api) });
  await codexHome(home, api, { login });
  return {
    home,
    api,
    allEnd: () => allEnd(),
    ccx: (args, options) => start(process.execPath, [CCX_BIN, ...args], options).ended,
    startCcx: (args, options) => start(process.execPath, [CCX_BIN, ...args], options),
    codex: (args, options) => start(join(AGENT_BINS, 'codex'), args, options).ended,
  };
}
