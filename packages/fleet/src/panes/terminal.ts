import type { Env, TerminalPane } from '@ccx/contracts';
import { findExecutable } from '@ccx/contracts/host';
import { ancestry } from './ancestry.ts';
import { ANSWER_MS, execute, type Answer, type Execute } from './execute.ts';
import { kitty, kittyWindowProcess } from './kitty.ts';
import { hasWeztermPane, wezterm } from './wezterm.ts';

export interface TerminalOptions {
  /** @default process.env */
  readonly env?: Env;
  /** @default 2000 */
  readonly timeoutMs?: number;
  readonly run?: Execute;
}

/** One pane of WezTerm or one window of kitty, as its own program can be told of it. */
export interface Terminal {
  readonly focus: () => Promise<Answer | null>;
  readonly paste: (text: string) => Promise<Answer | null>;
  readonly type: (keys: string) => Promise<Answer | null>;
  readonly screen: () => Promise<Answer | null>;
  /** Whether it is there, and in kitty, whether it holds the process of this ancestry. */
  readonly holds: (pid: number, parentOf: (pid: number) => number | null) => Promise<boolean>;
}

/** A sentence: why the terminal cannot be told anything. */
export type Unreachable = string;

/** The way to a terminal's own program, where that is installed and listens. */
export async function terminalOf(
  { program, id, socket }: TerminalPane,
  { env = process.env, timeoutMs = ANSWER_MS, run = execute }: TerminalOptions = {},
): Promise<Terminal | Unreachable> {
  const file = await findExecutable(program === 'kitty' ? ['kitten', 'kitty'] : ['wezterm'], { env });
  if (file === null) return `${program} is not installed here.`;
  if (program === 'wezterm') {
    const own = socket === null ? env : { ...env, WEZTERM_UNIX_SOCKET: socket };
    const ask = (args: readonly string[], input?: string): Promise<Answer | null> =>
      run(file, args, { env: own, timeoutMs, ...(input !== undefined && { input }) });
    return {
      focus: () => ask(wezterm.focus(id)),
      paste: (text) => ask(wezterm.paste(id), text),
      type: (keys) => ask(wezterm.type(id), keys),
      screen: () => ask(wezterm.screen(id)),
      holds: async () => hasWeztermPane((await ask(wezterm.list()))?.stdout ?? '', id),
    };
  }
  if (socket === null) return 'kitty listens nowhere: set listen_on and allow_remote_control in kitty.conf.';
  const ask = (args: readonly string[], input?: string): Promise<Answer | null> =>
    run(file, args, { env, timeoutMs, ...(input !== undefined && { input }) });
  return {
    focus: () => ask(kitty.focus(socket, id)),
    paste: (text) => ask(kitty.paste(socket, id), text),
    type: (keys) => ask(kitty.type(socket, id), keys),
    screen: () => ask(kitty.screen(socket, id)),
    holds: async (pid, parentOf) => {
      const own = kittyWindowProcess((await ask(kitty.list(socket)))?.stdout ?? '', id);
      return own !== null && ancestry(pid, parentOf).includes(own);
    },
  };
}
