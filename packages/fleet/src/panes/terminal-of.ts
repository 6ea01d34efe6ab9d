/** What a process' environment is asked for. */
export const TERMINAL_VARIABLES: readonly string[] = [
  'CCX_PROBE_ID',
  'KITTY_PID',
  'KITTY_WINDOW_ID',
  'KITTY_LISTEN_ON',
  'TMUX',
  'TMUX_PANE',
  'WEZTERM_PANE',
  'WEZTERM_UNIX_SOCKET',
];

/** The pid of the kitty terminal in which a process was started; `null` where that is not known to be one. */
export function terminalOf(variables: Readonly<Record<string, string>> | null): { readonly kittyPid: number | null } {
  const pid = variables?.['KITTY_PID']?.trim() ?? '';
  return { kittyPid: /^[1-9]\d{0,9}$/.test(pid) ? Number(pid) : null };
}
