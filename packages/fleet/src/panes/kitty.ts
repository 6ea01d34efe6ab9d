import { field, items, readJson } from './read-json.ts';

/**
 * What `kitten @` (of older versions: `kitty @`) is told, by its documentation (sw.kovidgoyal.net/kitty/remote-control
 * and the manual of 0.44, read 2026-11-21). kitty itself was not run. It answers only where `listen_on` and
 * `allow_remote_control` are set.
 */
export const kitty = {
  list: (socket: string): readonly string[] => ['@', '--to', socket, 'ls'],
  focus: (socket: string, id: string): readonly string[] => ['@', '--to', socket, 'focus-window', ...match(id)],
  /** The text comes on stdin, and is not read for escapes; it is bracketed where the program asked for that. */
  paste: (socket: string, id: string): readonly string[] => [
    '@',
    '--to',
    socket,
    'send-text',
    ...match(id),
    '--bracketed-paste',
    'auto',
    '--stdin',
  ],
  /** The keys come on stdin. */
  type: (socket: string, id: string): readonly string[] => ['@', '--to', socket, 'send-text', ...match(id), '--stdin'],
  screen: (socket: string, id: string): readonly string[] => ['@', '--to', socket, 'get-text', ...match(id)],
};

function match(id: string): readonly string[] {
  return ['--match', `id:${id}`];
}

/**
 * The process for which a window was opened, from the tree that `ls` printed: windows of the system, their `tabs`, and
 * in these `windows` with `id` and `pid`; `null`: there is no such window.
 */
export function kittyWindowProcess(output: string, id: string): number | null {
  const windows = items(readJson(output)).flatMap((one) => items(field(one, 'tabs')));
  const window = windows.flatMap((tab) => items(field(tab, 'windows'))).find((one) => field(one, 'id') === Number(id));
  const pid = field(window, 'pid');
  return typeof pid === 'number' ? pid : null;
}
