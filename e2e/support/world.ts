import { join } from 'node:path';
import type { RunResult } from '@ccx/contracts';
import type { AnthropicApi, AnthropicApiOptions, TempHome } from '@ccx/testkit';
import { apiKeyEnv, createTempHome, startAnthropicApi, subscriptionEnv, subscriptionHome } from '@ccx/testkit';
import type { Overrides } from './enclosure.ts';
import { enclose } from './enclosure.ts';
import { AGENT_BINS, CCX_BIN } from './places.ts';
import type { MarkedProcess } from './processes.ts';
import type { Finished, Program } from './program.ts';

export interface WorldOptions extends AnthropicApiOptions {
  /** How Claude Code is logged in. Default `api-key`. */
  readonly login?: 'api-key' | 'subscription' | 'none';
  readonly env?: Readonly<Record<string, string>>;
}

/** One person's machine for one test: a home, a login, an API, and nothing else that a program could find. */
export interface World {
  readonly home: TempHome;
  readonly api: AnthropicApi;
  readonly env: Readonly<Record<string, string>>;
  /** Runs the built ccx to its end. */
  ccx(args: readonly string[], options?: Overrides): Promise<Finished>;
  startCcx(args: readonly string[], options?: Overrides): Program;
  /** Runs the real Claude Code to its end, without ccx. */
  claude(args: readonly string[], options?: Overrides): Promise<Finished>;
  /** Every process that was started in this world and lives. */
  living(): readonly MarkedProcess[];
  /** Fails unless all of them end within this time. Default 2000, the time that ccx promises even when it is killed. */
  allEnd(withinMs?: number): Promise<void>;
}

/**
 * Opens a world that closes when the test ends. A process that is still alive then fails the test: no run, however it
 * ended, leaves anything behind.
 */
export async function openWorld({ login = 'api-key', env: extra = {}, ...script }: WorldOptions = {}): Promise<World> {
  const home = await createTempHome({ path: [AGENT_BINS] });
  const api = await startAnthropicApi(script);
  if (login === 'subscription') await subscriptionHome(home);
  const more: Record<string, string> = {
    CCX_HOME: join(home.home, 'ccx'),
    // Claude Code refuses some permission modes to root outside of a sandbox; this is one.
    ...(process.getuid?.() === 0 && { IS_SANDBOX: '1' }),
    ...(login === 'api-key' ? apiKeyEnv(api) : subscriptionEnv(api)),
    ...extra,
  };
  const { start, living, allEnd, env } = enclose(home, api, more);
  return {
    home,
    api,
    env,
    living,
    allEnd,
    ccx: (args, options) => start(process.execPath, [CCX_BIN, ...args], options).ended,
    startCcx: (args, options) => start(process.execPath, [CCX_BIN, ...args], options),
    claude: (args, options) => start(join(AGENT_BINS, 'claude'), args, options).ended,
  };
}

/** Fails with everything the program said when it did not end with this exit code. */
export function expectExit({ code, signal, stdout, stderr }: Finished, wanted: number): void {
  const said = `stdout: ${stdout.slice(0, 4000)}\nstderr: ${stderr.slice(0, 4000)}`;
  if (code !== wanted) throw new Error(`exit ${code ?? signal} instead of ${wanted}\n${said}`);
}

/** The one object that `ccx run --json` prints. Fails with everything the program said when there is none. */
export function resultOf(finished: Finished): RunResult {
  try {
    return JSON.parse(finished.stdout);
  } catch (cause) {
    throw new Error(`no result on stdout (exit ${finished.code}):\n${finished.stdout}\n${finished.stderr}`, { cause });
  }
}
