import { homedir } from 'node:os';
import type { Clock, Env } from '@ccx/contracts';
import { DEFAULT_GRACE, type Grace, type PromptMode, type RunnerOptions } from './runner-options.ts';
import { systemClock } from './system-clock.ts';
import { processWatchdog, type Watchdog } from './watchdog.ts';

/** The options of a runner with all defaults in, and what its runs share. */
export interface RunnerSetup extends Pick<RunnerOptions, 'dialects' | 'ledger' | 'logDir'> {
  readonly binaries: NonNullable<RunnerOptions['binaries']>;
  readonly baseArgs: NonNullable<RunnerOptions['baseArgs']>;
  readonly promptMode: PromptMode;
  readonly eventBuffer: number;
  readonly clock: Clock;
  readonly env: Env;
  readonly home: string;
  readonly timeZone: string;
  readonly grace: Grace;
  readonly watchdog: Watchdog;
}

export function setUp({
  dialects,
  ledger,
  logDir,
  binaries = {},
  baseArgs = {},
  promptMode = 'stdin',
  eventBuffer = 256,
  clock = systemClock,
  env = process.env,
  home = env['HOME'] ?? homedir(),
  timeZone = env['TZ'] ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
  grace = {},
}: RunnerOptions): RunnerSetup {
  return {
    dialects,
    ledger,
    logDir,
    binaries,
    baseArgs,
    promptMode,
    eventBuffer,
    clock,
    env,
    home,
    timeZone,
    grace: { ...DEFAULT_GRACE, ...grace },
    watchdog: processWatchdog(),
  };
}
