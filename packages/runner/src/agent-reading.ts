import type { AgentEvent, Clock, Dialect, RunSummary } from '@ccx/contracts';
import { LARGEST_STEP_MS, watchDeadlines, type DeadlineWatch } from './deadline-watch.ts';
import { createDeadlines, type Deadlines, type DeadlineSettings } from './deadlines.ts';
import type { RunLog } from './run-log.ts';
import { within } from './run-tree.ts';
import type { SpawnedAgent } from './spawn-agent.ts';
import { createStopwatch } from './stopwatch.ts';
import { createTail } from './tail.ts';

const STDERR_KEPT = 64 * 1024;
/** After the agent's own process has ended, its stdout may go on for this long, and for this much. */
const DRAIN_LIMIT_MS = 5_000;
const DRAIN_LIMIT_BYTES = 16 * 1024 * 1024;
/** What the system may need to pass on the end of a stream that nobody holds any more. */
const END_OF_STREAM_MS = 1_000;

export interface ReadingOptions {
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly deadlines: DeadlineSettings;
  readonly log: RunLog;
  readonly event: (event: AgentEvent) => void;
  /** The reader or the disk is behind: the agent is held back. */
  readonly behind: () => boolean;
  readonly warn: (text: string) => void;
}

/** What an agent says, on its way from the pipes to the listeners. */
export interface AgentReading {
  readonly watch: DeadlineWatch;
  readonly deadlines: Deadlines;
  readonly stdoutEnded: boolean;
  /** To be called whenever `behind` may have changed. */
  regulate(): void;
  /** The agent has ended: resolves when its stdout has too, or is held open by something silent, or has gone on for long. */
  drained(quietMs: number): Promise<void>;
  /** Nothing of the tree lives: takes what is left. */
  close(): Promise<{ readonly summary: RunSummary; readonly stderr: string; readonly stdoutBytes: number }>;
}

export function readAgent(agent: SpawnedAgent, options: ReadingOptions): AgentReading {
  const { dialect, clock, log } = options;
  const parser = dialect.parser({ clock });
  const summarizer = dialect.summarizer();
  const stopwatch = createStopwatch(clock, LARGEST_STEP_MS);
  const deadlines = createDeadlines(options.deadlines);
  const watch = watchDeadlines(deadlines, stopwatch, clock);
  const stderr = createTail(STDERR_KEPT);
  let stdoutBytes = 0;
  let stdoutEnded = false;
  /** After the agent's end only what its pipe holds can come: there is no need to hold anything back. */
  let free = false;
  let held = false;

  /** A dialect promises never to throw; one that does must cost events and not the process that drives the run. */
  function take(parse: () => readonly AgentEvent[]): void {
    const atMs = stopwatch.elapsedMs();
    for (const event of read(parse)) {
      deadlines.event(event, atMs);
      summarizer.add(event);
      options.event(event);
    }
  }
  function read(parse: () => readonly AgentEvent[]): readonly AgentEvent[] {
    try {
      return parse();
    } catch (error) {
      options.warn(`The agent's output could not be read: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  }
  function regulate(): void {
    const hold = !free && options.behind();
    if (hold === held) return;
    held = hold;
    if (hold) {
      agent.stdout.pause();
      stopwatch.hold();
    } else {
      stopwatch.release();
      agent.stdout.resume();
      watch.look();
    }
  }

  agent.stdout.open((chunk) => {
    if (stdoutBytes === 0) deadlines.firstByte(stopwatch.elapsedMs());
    stdoutBytes += chunk.length;
    log.stdout(chunk);
    take(() => parser.push(chunk, 'stdout'));
    watch.look();
    regulate();
  });
  agent.stderr.open((chunk) => {
    log.stderr(chunk);
    stderr.push(chunk);
    take(() => parser.push(chunk, 'stderr'));
    watch.look();
  });
  void agent.stdout.ended.then(() => {
    stdoutEnded = true;
    deadlines.stdoutEnded(stopwatch.elapsedMs());
    watch.look();
  });

  return {
    watch,
    deadlines,
    get stdoutEnded() {
      return stdoutEnded;
    },
    regulate,
    async drained(quietMs) {
      free = true;
      regulate();
      const begun = performance.now();
      const atFirst = stdoutBytes;
      // Silence has to be seen twice: a busy loop fires a timer before it reads what is there.
      for (let silent = 0; silent < 2;) {
        const before = stdoutBytes;
        if (await within(quietMs / 2, agent.stdout.ended)) return;
        silent = stdoutBytes === before ? silent + 1 : 0;
        if (performance.now() - begun > DRAIN_LIMIT_MS || stdoutBytes - atFirst > DRAIN_LIMIT_BYTES) return;
      }
    },
    async close() {
      free = true;
      regulate();
      await within(END_OF_STREAM_MS, Promise.all([agent.stdout.ended, agent.stderr.ended]));
      agent.stdout.destroy();
      agent.stderr.destroy();
      take(() => parser.end());
      return { summary: summarizer.summary(), stderr: stderr.text(), stdoutBytes };
    },
  };
}
