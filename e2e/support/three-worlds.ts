import { join } from 'node:path';
import type {
  AnthropicApi,
  AnthropicApiOptions,
  GeminiApi,
  GeminiApiOptions,
  OpenaiApi,
  OpenaiApiOptions,
  TempHome,
} from '@ccx/testkit';
import {
  codexEnv,
  codexHome,
  createTempHome,
  geminiEnv,
  geminiHome,
  startAnthropicApi,
  startGeminiApi,
  startOpenaiApi,
  subscriptionEnv,
  subscriptionHome,
} from '@ccx/testkit';
import type { Overrides } from './enclosure.ts';
import { enclose } from './enclosure.ts';
import { AGENT_BINS, CCX_BIN } from './places.ts';
import type { Finished } from './program.ts';

/** One person's machine with all three agents on it, each logged in. */
export interface ThreeWorlds {
  readonly home: TempHome;
  /** What every program in it knows. */
  readonly env: Readonly<Record<string, string>>;
  readonly claude: AnthropicApi;
  readonly codex: OpenaiApi;
  readonly gemini: GeminiApi;
  /** Runs the built ccx to its end. */
  ccx(args: readonly string[], options?: Overrides): Promise<Finished>;
  /** Fails unless every process that was started here ends within the time that ccx promises. */
  allEnd(): Promise<void>;
}

export interface ThreeWorldsOptions {
  readonly claude?: AnthropicApiOptions;
  readonly codex?: OpenaiApiOptions;
  readonly gemini?: GeminiApiOptions;
}

/** Opens a world of three vendors that closes when the test ends, and fails it when a process is still alive then. */
export async function openThreeWorlds(script: ThreeWorldsOptions): Promise<ThreeWorlds> {
  const home = await createTempHome({ path: [AGENT_BINS] });
  const [claude, codex, gemini] = await Promise.all([
    startAnthropicApi(script.claude),
    startOpenaiApi(script.codex),
    startGeminiApi(script.gemini),
  ]);
  const apis = { close: () => Promise.all([claude.close(), codex.close(), gemini.close()]).then(() => {}) };
  const { start, allEnd, env } = enclose(home, apis, {
    CCX_HOME: join(home.home, 'ccx'),
    ...(process.getuid?.() === 0 && { IS_SANDBOX: '1' }),
    ...subscriptionEnv(claude),
    ...codexEnv(home, codex),
    ...geminiEnv(gemini),
  });
  await Promise.all([subscriptionHome(home), codexHome(home, codex), geminiHome(home)]);
  return {
    home,
    env,
    claude,
    codex,
    gemini,
    allEnd: () => allEnd(),
    ccx: (args, options) => start(process.execPath, [CCX_BIN, ...args], options).ended,
  };
}
