import type { AgentKind } from './agent.ts';
import type { Profile } from './profile.ts';

/** The shells for which ccx can write scripts. */
export type Shell = 'bash' | 'zsh' | 'fish' | 'pwsh' | 'nu';

/** All of them, in the order in which a help text names them. */
export const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish', 'pwsh', 'nu'];

/** Writes what a person's shell evaluates. The scripts set variables and nothing else. */
export interface ShellEmitter {
  /** Activates a profile: its agent's config variable (unset for a default place) and `CCX_ACTIVE_PROFILE`. */
  use(profile: Profile, shell: Shell): string;
  /** Takes back what `use` set for an agent. */
  unset(agent: AgentKind, shell: Shell): string;
  /** What a person puts into the shell's start file: a `ccx` function, and wrappers for the agents named. */
  init(shell: Shell, options?: { readonly wrap?: readonly AgentKind[] }): string;
}

/**
 * The shell of a name as a person types it, in any case, or `null`. `powershell` is `pwsh`. A path is no name: whoever
 * reads `$SHELL` hands in its last segment.
 *
 * @example
 * parseShell('zsh');        // 'zsh'
 * parseShell('PowerShell'); // 'pwsh'
 * parseShell('tcsh');       // null
 */
export function parseShell(name: string): Shell | null {
  const wanted = name.trim().toLowerCase();
  if (wanted === 'powershell') return 'pwsh';
  return SHELLS.find((shell) => shell === wanted) ?? null;
}
