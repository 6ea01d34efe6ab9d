import { join } from 'node:path';
import type { GeminiApi, GeminiApiOptions, GeminiHomeOptions, TempHome } from '@ccx/testkit';
import { createTempHome, geminiEnv, geminiHome, startGeminiApi } from '@ccx/testkit';
import type { Overrides } from './enclosure.ts';
import { enclose } from './enclosure.ts';
import { AGENT_BINS, CCX_BIN } from './places.ts';
import type { MarkedProcess } from './processes.ts';
import type { Finished, Program } from './program.ts';

/** One person's machine for one test of Gemini CLI: a home, a login, an API, and nothing else that a program could find. */
export interface GeminiWorld {
  readonly home: TempHome;
  readonly api: GeminiApi;
  /** What every program in it knows. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the built ccx to its end. */
  ccx(args: readonly string[], options?: Overrides): Promise<Finished>;
  startCcx(args: readonly string[], options?: Overrides): Program;
  /** Every process that was started in this world and lives. */
  living(): readonly MarkedProcess[];
  /** Fails unless every process that was started here ends within the time that ccx promises. */
  allEnd(): Promise<void>;
  /** Runs the real Gemini CLI to its end, without ccx. */
  gemini(args: readonly string[], options?: Overrides): Promise<Finished>;
}

/** Opens a world that closes when the test ends, and fails it when a process is still alive then. */
export async function openGeminiWorld({
  login = 'api-key',
  maxAttempts,
  ...script
}: GeminiApiOptions & Pick<GeminiHomeOptions, 'login' | 'maxAttempts'> = {}): Promise<GeminiWorld> {
  const home = await createTempHome({ path: [AGENT_BINS] });
  const api = await startGeminiApi(script);
  const { start, allEnd, living, env } = enclose(home, api, {
    CCX_HOME: join(home.home, 'ccx'),
    ...geminiEnv(api, login),
  });
  await geminiHome(home, { login, ...(maxAttempts !== undefined && { maxAttempts }) });
  return {
    home,
    api,
    env,
    living,
    allEnd: () => allEnd(),
    ccx: (args, options) => start(process.execPath, [CCX_BIN, ...args], options).ended,
    startCcx: (args, options) => start(process.execPath, [CCX_BIN, ...args], options),
    gemini: (args, options) => start(join(AGENT_BINS, 'gemini'), args, options).ended,
  };
}
