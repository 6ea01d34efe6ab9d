import type { AgentKind, Clock, Dialect, Env } from '@ccx/contracts';
import type { RunJournal } from './journal.ts';

/** A program to start: a name on the PATH, a path, or a file with arguments that come before all others. */
export type Binary = string | { readonly file: string; readonly args: readonly string[] };

/** How the prompt reaches the agent. An argument can be read by every process of the machine and is at most 128 KiB long. */
export type PromptMode = 'stdin' | 'argument';

/** How long each step of an ending may take before the next one follows. */
export interface Grace {
  /** After a polite `interrupt()` or an aborted signal. @default 10_000 */
  readonly politeMs: number;
  /** After the interrupt that a deadline or a left reader sends. @default 2_000 */
  readonly interruptMs: number;
  /** After TERM. @default 2_000 */
  readonly termMs: number;
  /** After KILL, until a survivor is reported. @default 5_000 */
  readonly killMs: number;
  /** Silence on stdout after the agent's own process has ended, before what still holds it open is ended. @default 500 */
  readonly drainMs: number;
}

export interface RunnerOptions {
  /** How to read each agent's output; a run on an agent without one is refused. */
  readonly dialects: Readonly<Partial<Record<AgentKind, Dialect>>>;
  /** Where runs under way are written down, see {@link createFileLedger}. */
  readonly ledger: RunJournal;
  /** Folder of the logs, one file per run; made with mode 0700. */
  readonly logDir: string;
  /** Programs to start instead of those on the PATH. */
  readonly binaries?: Readonly<Partial<Record<AgentKind, Binary>>>;
  /** Replaces the arguments that choose the output format; the buffered fallback is then off. */
  readonly baseArgs?: Readonly<Partial<Record<AgentKind, readonly string[]>>>;
  /** @default 'stdin' */
  readonly promptMode?: PromptMode;
  /** Events that wait for a reader before the agent is held back. @default 256 */
  readonly eventBuffer?: number;
  /** @default the system's clock */
  readonly clock?: Clock;
  /** What the agents' environment is made from. @default process.env */
  readonly env?: Env;
  /** @default the HOME of `env`, else the system's answer */
  readonly home?: string;
  /** IANA name of the zone in which the agents write local times. @default the TZ of `env`, else the system's zone */
  readonly timeZone?: string;
  readonly grace?: Partial<Grace>;
}

export const DEFAULT_GRACE: Grace = {
  politeMs: 10_000,
  interruptMs: 2_000,
  termMs: 2_000,
  killMs: 5_000,
  drainMs: 500,
};
