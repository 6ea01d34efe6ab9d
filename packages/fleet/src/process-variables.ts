import { TERMINAL_VARIABLES } from './panes/terminal-pane.ts';

/** All that the environment of a session's process is asked for. */
export const ASKED_VARIABLES: readonly string[] = [...TERMINAL_VARIABLES, 'CCX_PROBE_ID', 'KITTY_PID'];

/** The pid of the kitty terminal in which a process was started; `null` where that is not known to be one. */
export function kittyPid(variables: Readonly<Record<string, string>>): number | null {
  const pid = variables['KITTY_PID']?.trim() ?? '';
  return /^[1-9]\d{0,9}$/.test(pid) ? Number(pid) : null;
}
