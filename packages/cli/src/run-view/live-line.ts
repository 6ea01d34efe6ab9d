import type { Screen } from '../render/terminal.ts';

const REDRAW_MS = 125;
/** What is over at once needs no line. */
const FIRST_DRAW_MS = 300;
const ERASE_LINE = '\r\u001b[2K';

/** One line at the bottom that shows what is going on and leaves no trace; only on a TTY. */
export interface LiveLine {
  /** Takes the line away, lets `write` print, and brings the line back. */
  above(write: () => void): void;
  stop(): void;
}

/**
 * @param text the line's words now; `null` hides the line
 */
export function startLiveLine(screen: Screen, ellipsis: string, text: () => string | null): LiveLine {
  if (!screen.isTty) return { above: (write) => write(), stop: () => {} };
  let shown = false;
  let cutEnd: ((text: string, columns: number, ellipsis: string) => string) | null = null;
  // When there is something to draw: what is over sooner does not wait for it.
  const load = async (): Promise<void> => {
    ({ cutEnd } = await import('../render/cut.ts'));
  };
  const erase = (): void => {
    if (shown) screen.write(ERASE_LINE);
    shown = false;
  };
  const draw = (): void => {
    const words = text();
    if (words === null || cutEnd === null) return erase();
    // The last column stays free: a full line would wrap, and a wrapped line cannot be erased.
    screen.write(`${ERASE_LINE}${cutEnd(words, screen.columns() - 1, ellipsis)}`);
    shown = true;
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
