import type { Env } from '@ccx/contracts';
import { findExecutable } from '@ccx/contracts/host';
import { ANSWER_MS, execute, type Answer, type Execute } from './execute.ts';
import { isOwnSocket, socketPath } from './sockets.ts';

/** One pane as one session of a tmux server shows it. */
export interface PaneRow {
  readonly paneId: string;
  /** The process that the pane was opened for. */
  readonly pid: number;
  readonly dead: boolean;
  readonly window: string;
  readonly windowIndex: number;
  /** Whether it is what a client of this session shows with the cursor in it. */
  readonly active: boolean;
  /** Whether a client shows this session now. */
  readonly attached: boolean;
  /** Its input is switched off (`select-pane -d`): what is sent to it is thrown away. */
  readonly inputOff: boolean;
  /** Pid of the server. */
  readonly server: number;
  /** Absolute path of its terminal. */
  readonly tty: string;
  /** `$N`. */
  readonly sessionId: string;
  readonly session: string;
  /** What the program set, or tmux' default, the name of the host. */
  readonly title: string;
}

/**
 * tmux 3.3a, 2026-11-21. A colon, because without a UTF-8 client tmux prints each control character as `_`, and a
 * session's name cannot hold a colon (it becomes `_`). The title may, and stands last; tmux lets no control character
 * into it.
 */
const PANE_FORMAT: string = [
  'pane_id',
  'pane_pid',
  'pane_dead',
  'window_id',
  'window_index',
  'pane_active',
  'window_active',
  'session_attached',
  'pane_input_off',
  'pid',
  'pane_tty',
  'session_id',
  'session_name',
  'pane_title',
]
  .map((name) => `#{${name}}`)
  .join(':');

const LINE = /^(%\d+):(\d+):([01]?):(@\d+):(\d+):([01]):([01]):(\d+):([01]?):(\d+):([^:]*):(\$\d+):([^:]*):(.*)$/s;

/** Reads what {@link listPanes} printed; a pane that several sessions show is there once for each. */
export function parsePanes(output: string): readonly PaneRow[] {
  return output.split('\n').flatMap((line) => {
    const fields = LINE.exec(line);
    if (fields === null) return [];
    const [, paneId = '', pid, dead, window = '', index, inWindow, inSession, clients, inputOff, server] = fields;
    const [tty = '', sessionId = '', session = '', title = ''] = fields.slice(11);
    return {
      paneId,
      pid: Number(pid),
      dead: dead === '1',
      window,
      windowIndex: Number(index),
      active: inWindow === '1' && inSession === '1',
      attached: clients !== '0',
      inputOff: inputOff === '1',
      server: Number(server),
      tty,
      sessionId,
      session,
      title,
    };
  });
}

export interface TmuxOptions {
  /** Where tmux and its sockets are found, and which pane the caller sits in. @default process.env */
  readonly env?: Env;
  /** How long one command may take before its server counts as absent. @default 2000 */
  readonly timeoutMs?: number;
  readonly run?: Execute;
}

/** Gives one command, or several with `;` between them, to the server; `null` where there is none that answers. */
export type Tmux = (args: readonly string[], input?: string) => Promise<Answer | null>;

/** The way to the server behind a socket; `null`: there is no tmux here, or no socket. It starts no server. */
export async function tmuxOn(
  socket: string,
  { env = process.env, timeoutMs = ANSWER_MS, run = execute }: TmuxOptions = {},
): Promise<Tmux | null> {
  const path = socketPath(socket, env);
  if (!isOwnSocket(path)) return null;
  const file = await findExecutable('tmux', { env });
  if (file === null) return null;
  // -u: titles in UTF-8, whatever the locale.
  return (args, input) =>
    run(file, ['-u', '-S', path, ...args], { env, timeoutMs, ...(input !== undefined && { input }) });
}

/** What tmux says of all panes behind a socket, for {@link parsePanes}; `null`: no server answers there. */
export async function listPanes(socket: string, options: TmuxOptions = {}): Promise<string | null> {
  const tmux = await tmuxOn(socket, options);
  const answer = await tmux?.(['list-panes', '-a', '-F', PANE_FORMAT]);
  return answer?.code === 0 ? answer.stdout : null;
}
