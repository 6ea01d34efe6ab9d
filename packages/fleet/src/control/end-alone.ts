import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessId } from '@ccx/contracts';
import { isAlive, type EndTreeStep } from '@ccx/contracts/host';

const SIGNALS = { interrupt: 'SIGINT', terminate: 'SIGTERM', kill: 'SIGKILL' } as const;
const KILL_WAIT_MS = 2000;
const POLL_MS = 20;

/**
 * Ends a process and nothing that it has started: interrupt, TERM, KILL, each only where it still lives, which is proved
 * right before. Gives the steps that were taken.
 */
export async function endAlone(
  process: ProcessId,
  { interruptGraceMs, termGraceMs }: { readonly interruptGraceMs: number; readonly termGraceMs: number },
): Promise<readonly EndTreeStep[]> {
  const steps: EndTreeStep[] = [];
  const plan = { interrupt: interruptGraceMs, terminate: termGraceMs, kill: KILL_WAIT_MS } as const;
  for (const step of ['interrupt', 'terminate', 'kill'] as const) {
    if ((await isAlive(process)) !== true) break;
    steps.push(step);
    signal(process.pid, SIGNALS[step]);
    const end = performance.now() + plan[step];
    while (performance.now() < end && (await isAlive(process)) === true) await delay(POLL_MS);
  }
  return steps;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended in this moment, or is somebody else's: whether it lives is seen after.
  }
}
