import { COLUMNS, ROWS } from './pty.ts';

const SCROLLBACK = 2_000;

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** What a person would see. */
export interface Frame {
  /** The visible rows from top to bottom, without spaces at their ends. */
  readonly rows: readonly string[];
  /** The visible rows and those that scrolled away above them. */
  readonly text: string;
}

export interface RenderedScreen {
  /** Resolves when the bytes are drawn. */
  draw(bytes: string): Promise<void>;
  frame(): Frame;
  close(): void;
}

/**
 * A terminal without a window. Words are placed by moves of the cursor, so what stands on a screen is known only to
 * whoever draws it.
 *
 * @param answer what the terminal itself says when it is asked, e.g. where the cursor is
 */
export async function openScreen(
  answer: (bytes: string) => void,
  { columns, rows }: ScreenSize = { columns: COLUMNS, rows: ROWS },
): Promise<RenderedScreen> {
  const { default: xterm } = await import('@xterm/headless');
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    scrollback: SCROLLBACK,
    allowProposedApi: true,
    logLevel: 'off',
  });
  terminal.onData(answer);
  let known: Frame | null = null;
  const read = (): Frame => {
    const { active } = terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? '');
    const all = lines.map((line) => line.trimEnd());
    return { rows: all.slice(active.baseY, active.baseY + rows), text: all.join('\n').trimEnd() };
  };
  return {
    draw: (bytes) =>
      new Promise((resolve) => {
        terminal.write(bytes, () => {
          known = null;
          resolve();
        });
      }),
    frame: () => (known ??= read()),
    close: () => terminal.dispose(),
  };
}
