import type { Screen } from '../render/terminal.ts';

const REDRAW_MS = 125;
/** What is over at once needs no line. */
const FIRST_DRAW_MS = 300;
const ERASE_LINE = '\r\u001b[2K';
const LINE_ABOVE = '\u001b[1A';

/** One line at the bottom, or a few, that show what is going on and leave no trace; only on a TTY. */
export interface LiveLine {
  /** Takes the line away, lets `write` print, and brings the line back. */
  above(write: () => void): void;
  stop(): void;
}

/**
 * @param text the line's words now, several lines with line feeds between them; `null` hides it
 */
export function startLiveLine(screen: Screen, ellipsis: string, text: () => string | null): LiveLine {
  if (!screen.isTty) return { above: (write) => write(), stop: () => {} };
  /** How many lines stand there. */
  let shown = 0;
  let cutEnd: ((text: string, columns: number, ellipsis: string) => string) | null = null;
  // When there is something to draw: what is over sooner does not wait for it.
  const load = async (): Promise<void> => {
    ({ cutEnd } = await import('../render/cut.ts'));
  };
  const erase = (): void => {
    if (shown > 0) screen.write(ERASE_LINE + `${LINE_ABOVE}${ERASE_LINE}`.repeat(shown - 1));
    shown = 0;
  };
  const draw = (): void => {
    const words = text();
    if (words === null || cutEnd === null) return erase();
    const cut = cutEnd;
    // The last column stays free: a full line would wrap, and a wrapped line cannot be erased.
    const lines = words.split('\n').map((line) => cut(line, screen.columns() - 1, ellipsis));
    erase();
    // A terminal echoes ^C where the cursor stands: at the end of a full line it would wrap, and the line would stay.
    screen.write(`${ERASE_LINE}${lines.join('\n')}\r`);
    shown = lines.length;
  };
  const begunMs = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - begunMs < FIRST_DRAW_MS) return;
    if (cutEnd === null) void load();
    else draw();
  }, REDRAW_MS);
  timer.unref();
  return {
    above: (write) => {
      erase();
      write();
    },
    stop: () => {
      clearInterval(timer);
      erase();
    },
  };
}
