import type { SuspendTerminal } from 'ink';

/** The signal reaches the process a moment after it was sent. */
const REACHED_MS = 100;

/** Ctrl-Z: gives the terminal back to the shell as it was, stops, and draws the screen again after `fg`. */
export async function leaveForShell(suspendTerminal: SuspendTerminal): Promise<void> {
  await suspendTerminal(async () => {
    const back = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, REACHED_MS);
      process.once('SIGCONT', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    // The whole job, as the terminal would: what started ccx is in it too.
    process.kill(0, 'SIGTSTP');
    await back;
  });
}
