import { homedir } from 'node:os';
import { durationMs } from '../scenario/duration.ts';
import type { Duration, SignalName } from '../scenario/scenario.ts';
import { Interrupted } from './interrupted.ts';
import { Output } from './output.ts';

/** The computer as a scripted agent sees it. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly pid: number;
  readonly startedAtMs: number;
  readonly output: Output;
  nowMs(): number;
  /** Waits, scaled by FAKE_AGENT_TIMING; throws `Interrupted` when the signal fires. */
  sleep(duration: Duration, signal?: AbortSignal): Promise<void>;
  stderr(text: string): Promise<void>;
  /** Runs what was registered, last first, then ends the process. */
  exit(code: number): Promise<never>;
  die(signal: SignalName): Promise<never>;
  /** Registers what a normal end cleans up. */
  onExit(cleanUp: () => void): void;
}

/** The factor on all delays: `realtime` 1, `collapsed` 0, `scaled:<factor>`; `null` for any other text. */
export function timingFactor(text: string): number | null {
  if (text === 'realtime') return 1;
  if (text === 'collapsed') return 0;
  const factor = Number(/^scaled:(\d+(?:\.\d+)?)$/.exec(text)?.[1] ?? Number.NaN);
  return Number.isNaN(factor) ? null : factor;
}

/** The machine of this process. `defaultTiming` counts where FAKE_AGENT_TIMING is not set. */
export function realMachine(defaultTiming: 'realtime' | 'collapsed' = 'realtime'): Machine {
  const { env } = process;
  const factor = timingFactor(env['FAKE_AGENT_TIMING'] ?? defaultTiming) ?? 1;
  const start = Date.parse(env['FAKE_AGENT_NOW'] ?? '');
  const offset = Number.isNaN(start) ? 0 : start - Date.now();
  const cleanUps: (() => void)[] = [];
  const cleanUp = (): void => {
    for (const next of cleanUps.splice(0).toReversed()) next();
  };
  const machine: Machine = {
    env,
    cwd: process.cwd(),
    home: env['HOME'] ?? homedir(),
    pid: process.pid,
    startedAtMs: Date.now() + offset,
    output: new Output(process.stdout, 1, () => void machine.exit(1)),
    nowMs: () => Date.now() + offset,
    sleep: (duration, signal) => sleep(durationMs(duration) * factor, signal),
    stderr: (text) => new Promise((resolve) => process.stderr.write(text, () => resolve())),
    exit: (code) => {
      cleanUp();
      process.exit(code);
    },
    die: (signal) => {
      // Whoever dies by a signal cleans nothing up, as the real programs do not.
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
      return new Promise(() => setInterval(() => {}, 1000));
    },
    onExit: (next) => void cleanUps.push(next),
  };
  process.stderr.on('error', () => {});
  return machine;
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) throw new Interrupted();
  if (ms <= 0) return;
  await new Promise<void>((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const abort = (): void => {
      end();
      reject(new Interrupted());
    };
    const timer = setTimeout(() => {
      end();
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort);
  });
}
