import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ProcessId } from '@ccx/contracts';
import type { WatchdogMessage } from './watchdog-protocol.ts';

/** How often a watchdog that was killed is replaced before it is given up. */
const STARTS_AT_MOST = 5;

/** Ends the runs of this process when it dies. */
export interface Watchdog {
  /** Guards a run: first by its id alone, then also by its process. */
  open(runId: string, domain: string, child: ProcessId | null): void;
  closed(runId: string): void;
  /** Why nothing guards the runs, `null` while something does. */
  readonly problem: string | null;
}

let shared: Watchdog | null = null;

/** The one watchdog of this process, for all its runners; a program of its own, started with the first run. */
export function processWatchdog(): Watchdog {
  shared ??= createWatchdog();
  return shared;
}

function createWatchdog(): Watchdog {
  const guarded = new Map<string, WatchdogMessage>();
  let child: ChildProcess | null = null;
  let starts = 0;
  let problem: string | null = null;

  function start(): void {
    if (starts >= STARTS_AT_MOST) return;
    starts += 1;
    try {
      const started = spawn(process.execPath, programArguments(), {
        detached: true,
        // Its own folder and almost no environment: it must not hold a folder busy or belong to the tree of another run.
        cwd: '/',
        env: {},
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      child = started;
      problem = null;
      started.once('error', (error) => lost(started, error.message));
      started.once('exit', (code, signal) => lost(started, `it ended with ${signal ?? code}`));
      // A broken pipe shows as the exit.
      started.stdin?.on('error', () => {});
      // ccx may end as soon as it has nothing else to do.
      started.unref();
      if (started.stdin instanceof Socket) started.stdin.unref();
      for (const message of guarded.values()) send(message);
    } catch (error) {
      problem = describe(error instanceof Error ? error.message : String(error));
    }
  }
  function lost(which: ChildProcess, why: string): void {
    if (child !== which) return;
    child = null;
    problem = describe(why);
    if (guarded.size > 0) start();
  }
  function send(message: WatchdogMessage): void {
    child?.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  return {
    open(runId, domain, process) {
      const message: WatchdogMessage = { is: 'open', runId, domain, child: process };
      guarded.set(runId, message);
      if (child === null) start();
      else send(message);
    },
    closed(runId) {
      guarded.delete(runId);
      send({ is: 'closed', runId });
    },
    get problem() {
      return problem;
    },
  };
}

function describe(why: string): string {
  return `No watchdog guards this run: ${why}. If ccx is killed, the agent is ended at the next start only.`;
}

/** Unbuilt, Node strips the types itself and finds the sources of other packages by their condition. */
function programArguments(): readonly string[] {
  const unbuilt = import.meta.url.endsWith('.ts');
  const program = fileURLToPath(new URL(unbuilt ? './watchdog-main.ts' : './watchdog-main.js', import.meta.url));
  const small = ['--max-old-space-size=24', '--max-semi-space-size=1', '--single-threaded-gc'];
  return [...small, ...(unbuilt ? ['--conditions=@ccx/source'] : []), program];
}
