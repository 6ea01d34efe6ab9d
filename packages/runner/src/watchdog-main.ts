import { createInterface } from 'node:readline';
import { createRunTree, unseenRoot } from './run-tree.ts';
import { readMessage, type WatchdogMessage } from './watchdog-protocol.ts';

/*
 * A process of its own beside ccx, in its own session, with nothing but a pipe from ccx. When ccx dies, in whatever
 * way, the kernel closes the pipe, and what ccx can no longer end is ended here, within two seconds.
 */

/** With the two readings of the process table around each step this stays below two seconds. */
const TERM_MS = 600;
const KILL_MS = 800;
const INTERRUPT_MS = 200;

const open = new Map<string, Extract<WatchdogMessage, { is: 'open' }>>();

// Whoever signals a whole group or session means ccx; this process goes when its work is done.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (open.size === 0) process.exit(0);
  });
}

createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
  .on('line', (line) => {
    const message = readMessage(line);
    if (message?.is === 'open') open.set(message.runId, message);
    else if (message?.is === 'closed') open.delete(message.runId);
  })
  .on('close', () => {
    const ends = [...open.values()].map(async ({ runId, domain, child }) => {
      const tree = createRunTree(child ?? unseenRoot(domain), runId, { killMs: KILL_MS });
      await tree.interrupt();
      await new Promise((resolve) => setTimeout(resolve, INTERRUPT_MS));
      await tree.end(TERM_MS);
    });
    void Promise.allSettled(ends).then(() => process.exit(0));
  });
