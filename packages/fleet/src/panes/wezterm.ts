import { field, items, readJson } from './read-json.ts';

/**
 * What `wezterm cli` is told, by its documentation (wezterm.org/cli/cli, read 2026-11-21: activate-pane and get-text
 * since 20230326). WezTerm itself was not run. `--no-auto-start`: asking starts no server.
 */
const CLI = ['cli', '--no-auto-start'] as const;

export const wezterm = {
  list: (): readonly string[] => [...CLI, 'list', '--format', 'json'],
  focus: (id: string): readonly string[] => [...CLI, 'activate-pane', '--pane-id', id],
  /** The text comes on stdin; it is bracketed where the program asked for that. */
  paste: (id: string): readonly string[] => [...CLI, 'send-text', '--pane-id', id],
  /** The keys come on stdin. */
  type: (id: string): readonly string[] => [...CLI, 'send-text', '--no-paste', '--pane-id', id],
  screen: (id: string): readonly string[] => [...CLI, 'get-text', '--pane-id', id],
};

/** Whether a pane is in the list that `list` printed. */
export function hasWeztermPane(output: string, id: string): boolean {
  return items(readJson(output)).some((pane) => field(pane, 'pane_id') === Number(id));
}
