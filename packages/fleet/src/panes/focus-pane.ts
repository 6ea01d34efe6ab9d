import type { Env, TerminalPane, TmuxPane } from '@ccx/contracts';
import { socketOf } from './resolve-panes.ts';
import { socketFlags, socketPath } from './sockets.ts';
import { terminalOf } from './terminal.ts';
import { listPanes, parsePanes, tmuxOn, type PaneRow, type TmuxOptions } from './tmux.ts';

/** `command`: what a person types to see the pane; `null`: nothing would help. */
export type FocusResult =
  | { readonly done: true }
  | { readonly done: false; readonly why: string; readonly command: string | null };

/**
 * Brings a pane to the front. In tmux the pane and its window become the current ones of their session, and where the
 * caller sits in a pane of the same server, its terminal is switched to that session; other terminals are left with
 * what they show. Nothing here raises a window of the desktop; kitty does so by itself.
 *
 * @example
 * await focusPane(pane);
 * // { done: false, why: 'No terminal shows the tmux session "fleet".', command: 'tmux -L fleet attach -t fleet' }
 */
export function focusPane(pane: TmuxPane | TerminalPane, options: TmuxOptions = {}): Promise<FocusResult> {
  return 'program' in pane ? focusTerminal(pane, options) : focusTmux(pane, options);
}

async function focusTerminal(pane: TerminalPane, options: TmuxOptions): Promise<FocusResult> {
  const terminal = await terminalOf(pane, options);
  if (typeof terminal === 'string') return notDone(terminal);
  const answer = await terminal.focus();
  return answer?.code === 0 ? { done: true } : notDone(`${pane.program} did not do it: ${said(answer)}`);
}

async function focusTmux({ socket, paneId }: TmuxPane, options: TmuxOptions): Promise<FocusResult> {
  const { env = process.env } = options;
  const tmux = await tmuxOn(socket, options);
  const output = await listPanes(socket, options);
  if (tmux === null || output === null) return notDone(`No tmux server answers on ${socket}.`);
  const rows = parsePanes(output).filter((row) => row.paneId === paneId && !row.dead);
  const own = ownSession(socket, env);
  const shown = rows.filter(({ sessionId, server }) => own?.server === server && own.sessionId === sessionId);
  const row = shown[0] ?? rows.find(({ attached }) => attached) ?? rows[0];
  if (row === undefined) return notDone(`The pane ${paneId} is gone.`);
  const inSession = `${row.sessionId}:${row.window}`;
  const selected = await tmux(['select-window', '-t', inSession, ';', 'select-pane', '-t', paneId]);
  if (selected?.code !== 0) return notDone(`tmux did not do it: ${said(selected)}`);
  if (own?.server === row.server) {
    const switched = await tmux(['switch-client', '-t', `${inSession}.${paneId}`]);
    if (switched?.code === 0) return { done: true };
  } else if (row.attached) {
    return { done: true };
  }
  const why = `No terminal shows the tmux session "${row.session}".`;
  return { done: false, why, command: attachCommand(row, socket, env) };
}

/** The session in which the caller sits, where that is on this server. */
function ownSession(socket: string, env: Env): { readonly server: number; readonly sessionId: string } | null {
  const variable = env['TMUX'];
  const path = socketOf(variable);
  if (path === null || socketPath(path, env) !== socketPath(socket, env)) return null;
  const [server, session] = variable?.split(',').slice(-2) ?? [];
  return { server: Number(server), sessionId: `$${session}` };
}

function attachCommand({ session }: PaneRow, socket: string, env: Env): string {
  const name = /^\w[\w-]*$/.test(session) ? session : `=${session}`;
  const command = ['tmux', ...socketFlags(socket, env), 'attach', '-t', name].map(shellWord).join(' ');
  // tmux refuses to run within another one as long as this is set.
  return env['TMUX'] ? `TMUX= ${command}` : command;
}

function shellWord(word: string): string {
  return /^[\w./:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function said(answer: { readonly stderr: string } | null): string {
  return answer === null ? 'no answer in time.' : answer.stderr.trim();
}

function notDone(why: string): FocusResult {
  return { done: false, why, command: null };
}
