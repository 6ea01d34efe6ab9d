import type { TerminalPane } from '@ccx/contracts';

/** The variables by which {@link terminalPane} knows. */
export const TERMINAL_VARIABLES = [
  'TERM',
  'TMUX',
  'STY',
  'ZELLIJ',
  'KITTY_WINDOW_ID',
  'KITTY_LISTEN_ON',
  'WEZTERM_PANE',
  'WEZTERM_UNIX_SOCKET',
] as const;

/**
 * The pane of WezTerm or the window of kitty in which a process was started, by its environment; `null`: neither.
 * Within tmux, screen or zellij the variables tell of whichever terminal started that server, so they tell nothing.
 * Where both are there, one terminal was started from the other, and the inner one is the one that set `TERM`.
 */
export function terminalPane(variables: Readonly<Record<string, string>>): TerminalPane | null {
  if (['TMUX', 'STY', 'ZELLIJ'].some((name) => variables[name])) return null;
  const kitty = number(variables['KITTY_WINDOW_ID']);
  const wezterm = number(variables['WEZTERM_PANE']);
  if (kitty !== null && (wezterm === null || variables['TERM'] === 'xterm-kitty')) {
    // `fd:N` is a descriptor of that one process.
    const socket = /^(?:unix|tcp):/.test(variables['KITTY_LISTEN_ON'] ?? '') ? variables['KITTY_LISTEN_ON'] : null;
    return { program: 'kitty', id: kitty, socket: socket ?? null };
  }
  if (wezterm === null) return null;
  return { program: 'wezterm', id: wezterm, socket: variables['WEZTERM_UNIX_SOCKET'] || null };
}

function number(variable: string | undefined): string | null {
  return /^\d+$/.test(variable ?? '') ? (variable ?? null) : null;
}
