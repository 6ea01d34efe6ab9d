import { type Env, parseShell, type Shell } from '@ccx/contracts';

/**
 * The shell that `SHELL` names, or `null` where it names none that ccx writes for. A leading `-` (a login shell's own
 * name) and `.exe` are tolerated, and both kinds of separators.
 *
 * `SHELL` is the *login* shell: a fish that was started from zsh leaves it at zsh. It is a default for who typed
 * `ccx use` without a function around it; the functions that `init` defines name their shell with `--shell`.
 *
 * @example
 * detectShell({ SHELL: '/usr/bin/zsh' }); // 'zsh'
 * detectShell({ SHELL: '/bin/dash' });    // null
 */
export function detectShell(env: Env): Shell | null {
  const name = env['SHELL']?.trim().split(/[\\/]/).at(-1) ?? '';
  return parseShell(name.replace(/^-/, '').replace(/\.exe$/i, ''));
}
