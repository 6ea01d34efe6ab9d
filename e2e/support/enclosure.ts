import { randomUUID } from 'node:crypto';
import type { TempHome } from '@ccx/testkit';
import { until } from '@ccx/testkit';
import { onTestFinished } from 'vitest';
import type { MarkedProcess } from './processes.ts';
import { markedProcesses } from './processes.ts';
import type { Program, ProgramOptions } from './program.ts';
import { startProgram } from './program.ts';

/** What a test may say otherwise about one program. */
export type Overrides = Partial<ProgramOptions>;

/** Starts programs and knows all that came of them. */
export interface Enclosure {
  readonly start: (file: string, args: readonly string[], options?: Overrides) => Program;
  /** Every process that was started in here and lives. */
  readonly living: () => readonly MarkedProcess[];
  /** Fails unless all of them end within this time. Default 2000, the time that ccx promises even when it is killed. */
  readonly allEnd: (withinMs?: number) => Promise<void>;
  /** What every program in here knows. */
  readonly env: Readonly<Record<string, string>>;
}

const MARK = 'E2E_WORLD';

/**
 * Encloses the programs of one test in a home. When the test ends, a process that is still alive fails it: no run,
 * however it ended, leaves anything behind.
 */
export function enclose(
  home: TempHome,
  api: { close(): Promise<void> },
  more: Readonly<Record<string, string>>,
): Enclosure {
  const mark = randomUUID();
  const env = { ...home.env, [MARK]: mark, ...more };
  const living = (): readonly MarkedProcess[] => markedProcesses(MARK, mark);
  const allEnd = async (withinMs = 2000): Promise<void> => {
    try {
      await until(() => living().length === 0, { deadlineMs: withinMs, what: 'the end of every process' });
    } catch (cause) {
      const left = living().map(({ pid, command }) => `${pid} ${command}`);
      throw new Error(`alive after ${withinMs} ms: ${left.join('; ')}`, { cause });
    }
  };
  onTestFinished(async () => {
    try {
      await allEnd(5000);
    } finally {
      for (const { pid } of living()) kill(pid);
      await api.close();
      await home.remove();
    }
  });
  return {
    env,
    living,
    allEnd,
    start: (file, args, options = {}) =>
      startProgram(file, args, { cwd: home.cwd, ...options, env: { ...env, ...options.env } }),
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Ended by itself in this moment.
  }
}
