import type { Terminal } from '@xterm/headless';

export interface TerminalProgramOptions {
  /** Complete: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** @default 100 */
  readonly columns?: number;
  /** @default 30 */
  readonly rows?: number;
}

/** A program in a terminal of its own, as a person would see and use it. */
export interface TerminalProgram {
  readonly pid: number;
  /** What stands on the screen now, without the spaces at the ends of lines. */
  screen(): string;
  /** Everything that was ever written, escapes included. */
  raw(): string;
  /** Sends these characters as if they were typed: `\r` is Enter, `\u0003` is Ctrl-C. */
  type(text: string): void;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<{ readonly code: number; readonly signal: number | null }>;
}

/** Starts a program in a terminal of its own. Whoever starts it ends it. */
export async function startInTerminal(
  file: string,
  args: readonly string[],
  { env, cwd, columns = 100, rows = 30 }: TerminalProgramOptions,
): Promise<TerminalProgram> {
  const [{ spawn }, { default: xterm }] = await Promise.all([import('@lydell/node-pty'), import('@xterm/headless')]);
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1_000 });
  const child = spawn(file, [...args], { env: { ...env }, cwd, cols: columns, rows, name: 'xterm-256color' });
  let raw = '';
  child.onData((data) => {
    raw += data;
    screen.write(data);
  });
  // Programs ask their terminal what it is and wait for the answer.
  screen.onData((answer) => child.write(answer));
  const ended = new Promise<{ code: number; signal: number | null }>((resolve) => {
    child.onExit(({ exitCode, signal = 0 }) => resolve({ code: exitCode, signal: signal === 0 ? null : signal }));
  });
  return {
    pid: child.pid,
    screen: () => textOf(screen),
    raw: () => raw,
    type: (text) => child.write(text),
    signal: (name) => child.kill(name),
    ended,
  };
}

function textOf({ buffer: { active }, rows }: Terminal): string {
  const lines = Array.from({ length: rows }, (_, row) => active.getLine(active.baseY + row)?.translateToString(true));
  return lines
    .map((line) => line ?? '')
    .join('\n')
    .trimEnd();
}
