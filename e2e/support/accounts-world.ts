import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnthropicApi, AnthropicApiOptions, OpenaiApi, OpenaiApiOptions, TempHome } from '@ccx/testkit';
import {
  codexEnv,
  codexHome,
  createTempHome,
  startAnthropicApi,
  startOpenaiApi,
  subscriptionEnv,
  subscriptionHome,
} from '@ccx/testkit';
import type { Overrides } from './enclosure.ts';
import { enclose } from './enclosure.ts';
import { AGENT_BINS, CCX_BIN } from './places.ts';
import type { Finished, Program } from './program.ts';

export interface AccountsWorldOptions {
  readonly claude?: AnthropicApiOptions;
  readonly codex?: OpenaiApiOptions;
  /** Lines for a profile's table in `profiles.toml`, by its name. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The profiles of Claude Code, each with a config dir and a login of its own. Default `work` and `private`. */
  readonly profiles?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A person's machine with several accounts of Claude Code and one of Codex. */
export interface AccountsWorld {
  readonly home: TempHome;
  readonly env: Readonly<Record<string, string>>;
  readonly claude: AnthropicApi;
  readonly codex: OpenaiApi;
  /** The config dir of a profile. */
  configDir(profile: string): string;
  /** The prompts that reached Claude's models, each with the login that it came from. */
  asked(): readonly (readonly [string | null, string])[];
  ccx(args: readonly string[], options?: Overrides): Promise<Finished>;
  startCcx(args: readonly string[], options?: Overrides): Program;
  /** Runs the real Claude Code on a profile, without ccx. */
  claudeOn(profile: string, args: readonly string[], options?: Overrides): Promise<Finished>;
  allEnd(): Promise<void>;
}

/** Opens a world of several accounts that closes when the test ends, and fails it when a process is still alive then. */
export async function openAccountsWorld({
  claude: claudeScript,
  codex: codexScript,
  settings = {},
  profiles = ['work', 'private'],
  env: extra = {},
}: AccountsWorldOptions = {}): Promise<AccountsWorld> {
  const home = await createTempHome({ path: [AGENT_BINS] });
  const [claude, codex] = await Promise.all([startAnthropicApi(claudeScript), startOpenaiApi(codexScript)]);
  const apis = { close: () => Promise.all([claude.close(), codex.close()]).then(() => {}) };
  const configDir = (profile: string): string => join(home.home, `.claude-${profile}`);
  const { CODEX_REFRESH_TOKEN_URL_OVERRIDE = '' } = codexEnv(home, codex);
  const { start, allEnd, env } = enclose(home, apis, {
    CCX_HOME: join(home.home, 'ccx'),
    ...(process.getuid?.() === 0 && { IS_SANDBOX: '1' }),
    ...subscriptionEnv(claude),
    CODEX_REFRESH_TOKEN_URL_OVERRIDE,
    ...extra,
  });
  await Promise.all([
    codexHome(home, codex),
    ...profiles.map((name) => subscriptionHome(home, { login: name, configDir: configDir(name) })),
  ]);
  const tables = profiles.map((name) =>
    [
      '[[profile]]',
      `name = "${name}"`,
      'agent = "claude"',
      `config_dir = "~/.claude-${name}"`,
      settings[name] ?? '',
    ].join('\n'),
  );
  await mkdir(join(home.home, 'ccx'), { mode: 0o700 });
  await writeFile(join(home.home, 'ccx/profiles.toml'), `${tables.join('\n')}\n`, { mode: 0o600 });
  return {
    home,
    env,
    claude,
    codex,
    configDir,
    asked: () => claude.calls().map(({ login, prompt }) => [login, prompt]),
    ccx: (args, options) => start(process.execPath, [CCX_BIN, ...args], options).ended,
    startCcx: (args, options) => start(process.execPath, [CCX_BIN, ...args], options),
    claudeOn: (profile, args, options = {}) =>
      start(join(AGENT_BINS, 'claude'), args, {
        ...options,
        env: { ...options.env, CLAUDE_CONFIG_DIR: configDir(profile) },
      }).ended,
    allEnd: () => allEnd(),
  };
}
