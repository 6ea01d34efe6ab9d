import { accountId, agentEnv, AGENTS, type AgentKind, type Shell, type ShellEmitter } from '@ccx/contracts';
import { bash } from './bash/bash.ts';
import { fish } from './fish/fish.ts';
import { nu } from './nu/nu.ts';
import { pwsh } from './pwsh/pwsh.ts';
import type { ShellLanguage, Variables, Wrapper } from './shell-language.ts';
import { zsh } from './zsh/zsh.ts';

/** What a {@link createShellEmitter} may be told. */
export interface ShellEmitterOptions {
  /**
   * Names of the profiles that are active in the shell for *other* agents than the one that is activated or unset; they
   * stay in `CCX_ACTIVE_PROFILE`, a list with commas. @default []
   */
  readonly active?: readonly string[];
}

const LANGUAGES: Readonly<Record<Shell, ShellLanguage>> = { bash, zsh, fish, pwsh, nu };

/**
 * Writes what a person's shell evaluates; scripts of `use` and `unset` can be joined to one. The newest choice stands first in `CCX_ACTIVE_PROFILE`, so that it counts
 * where no agent was named; the variable is unset when no name is left.
 *
 * `init` holds no path of this machine and is evaluated in the start file:
 * `eval "$(ccx init bash)"` (zsh alike, after `compinit`), `ccx init fish | source`,
 * `Invoke-Expression (& ccx init pwsh | Out-String)`, and for nu `ccx init nu | save -f FILE` and `source FILE`.
 *
 * @example
 * createShellEmitter().use(work, 'bash');
 * // export CLAUDE_CONFIG_DIR='/home/ada/.claude-work'
 * // export CCX_ACTIVE_PROFILE='work'
 */
export function createShellEmitter({ active = [] }: ShellEmitterOptions = {}): ShellEmitter {
  return {
    use: ({ agent, configDir, name }, shell) => {
      const others = active.filter((other) => other !== name);
      return LANGUAGES[shell].assign(variables(agent, configDir, [name, ...others]));
    },
    unset: (agent, shell) => LANGUAGES[shell].assign(variables(agent, null, active)),
    init: (shell, { wrap = [] } = {}) => LANGUAGES[shell].init(wrap.flatMap(wrappersOf)),
  };
}

function variables(agent: AgentKind, configDir: string | null, names: readonly string[]): Variables {
  const { configVariable } = AGENTS[agent];
  // The value is the one that a run of ccx itself would have: a config dir, or the folder above it.
  const { env } = agentEnv({ agent, configDir, id: accountId(agent, configDir) }, undefined, {});
  return {
    [configVariable]: env[configVariable] ?? null,
    CCX_ACTIVE_PROFILE: names.length === 0 ? null : names.join(','),
  };
}

function wrappersOf(agent: AgentKind): readonly Wrapper[] {
  return AGENTS[agent].binaries.map((command) => ({ command, agent }));
}
