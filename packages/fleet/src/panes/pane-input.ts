import { randomUUID } from 'node:crypto';
import type { TerminalPane, TmuxPane } from '@ccx/contracts';
import { ancestry } from './ancestry.ts';
import { ANSWER_MS, execute } from './execute.ts';
import { keysLost, type KeyboardOptions } from './keyboard.ts';
import { terminalOf, type Unreachable } from './terminal.ts';
import { listPanes, parsePanes, tmuxOn, type TmuxOptions } from './tmux.ts';

/** Whose pane it must be. */
export interface PaneOwner {
  /** A process that lives, and is proved to be the one that is meant. */
  readonly processPid: number;
  readonly parentOf: (pid: number) => number | null;
}

/** A pane that was found to be the right one a moment ago. */
export interface PaneInput {
  /** What stands on its screen; `null` is unknown. */
  readonly screen: () => Promise<string | null>;
  /** As a bracketed paste where the program asked for such, else as it is. Whether it was handed over. */
  readonly paste: (text: string) => Promise<boolean>;
  readonly enter: () => Promise<boolean>;
}

/** The way into a pane, or why there is none. */
export function paneInput(
  pane: TmuxPane | TerminalPane,
  owner: PaneOwner,
  options: TmuxOptions = {},
): Promise<PaneInput | Unreachable> {
  return 'program' in pane ? terminalInput(pane, owner, options) : tmuxInput(pane, owner, options);
}

async function tmuxInput(
  { socket, paneId }: TmuxPane,
  { processPid, parentOf }: PaneOwner,
  options: TmuxOptions,
): Promise<PaneInput | Unreachable> {
  const tmux = await tmuxOn(socket, options);
  const output = await listPanes(socket, options);
  if (tmux === null || output === null) return `No tmux server answers on ${socket}.`;
  const row = parsePanes(output).find((one) => one.paneId === paneId && !one.dead);
  if (row === undefined) return `The pane ${paneId} is gone.`;
  if (!ancestry(processPid, parentOf).includes(row.pid)) return `Process ${processPid} does not run in ${paneId}.`;
  if (row.inputOff) return `The input of ${paneId} is switched off (tmux select-pane -e switches it on).`;
  const lost = await keysLost(processPid, row.tty, keyboard(options));
  if (lost !== null) return lost;
  // In one go, so that nobody opens copy mode in between: there tmux forgets that the program wants a bracket.
  const insert = async (text: string, ...flags: readonly string[]): Promise<boolean> => {
    const buffer = `ccx-${randomUUID()}`;
    const paste = ['paste-buffer', ...flags, '-d', '-r', '-b', buffer, '-t', paneId];
    const load = ['load-buffer', '-b', buffer, '-', ';', 'copy-mode', '-q', '-t', paneId, ';', ...paste];
    const answer = await tmux(load, text);
    if (answer?.code === 0) return true;
    await tmux(['delete-buffer', '-b', buffer]);
    return false;
  };
  return {
    screen: async () => {
      const answer = await tmux(['capture-pane', '-p', '-t', paneId]);
      return answer?.code === 0 ? answer.stdout : null;
    },
    paste: (text) => insert(text, '-p'),
    // Not send-keys: with synchronize-panes on, that presses Enter in the sibling panes, too.
    enter: () => insert('\r'),
  };
}

async function terminalInput(
  pane: TerminalPane,
  { processPid, parentOf }: PaneOwner,
  options: TmuxOptions,
): Promise<PaneInput | Unreachable> {
  const terminal = await terminalOf(pane, options);
  if (typeof terminal === 'string') return terminal;
  if (!(await terminal.holds(processPid, parentOf))) {
    return `${pane.program} does not know this pane, or does not answer.`;
  }
  const lost = await keysLost(processPid, null, keyboard(options));
  if (lost !== null) return lost;
  return {
    screen: async () => {
      const answer = await terminal.screen();
      return answer?.code === 0 ? answer.stdout : null;
    },
    paste: async (text) => (await terminal.paste(text))?.code === 0,
    enter: async () => (await terminal.type('\r'))?.code === 0,
  };
}

function keyboard({ env = process.env, timeoutMs = ANSWER_MS, run = execute }: TmuxOptions): KeyboardOptions {
  return { env, timeoutMs, run };
}
