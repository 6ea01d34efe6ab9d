import { readFileSync, readlinkSync } from 'node:fs';
import { CcxError, instantFromMs, type Clock, type Instant } from '@ccx/contracts';

/**
 * What time it is for a queue. Leases are measured by time that runs evenly: a wall clock that is set, and a machine that
 * sleeps, must not end the lease of a run that lives. Everything that people see is wall time.
 */
export interface QueueTime {
  /** Milliseconds since 1970, as the clock on the wall has them. */
  wall(): number;
  /** Milliseconds since a moment of this boot; the same for all processes of a machine, never set, still in suspend. */
  monotonic(): number;
  /** Which boot of which machine `monotonic` belongs to; empty: nobody knows, and leases are measured on the wall. */
  readonly boot: string;
}

/** The time of this machine. */
export function systemTime(): QueueTime {
  return {
    wall: () => Date.now(),
    monotonic: () => Math.floor(Number(process.hrtime.bigint() / 1_000_000n)),
    boot: bootHere(),
  };
}

/** Both from one clock, which a test may turn. */
export function timeOf(clock: Pick<Clock, 'now'>): QueueTime {
  const ms = (): number => Date.parse(clock.now());
  return { wall: ms, monotonic: ms, boot: 'clock' };
}

export function instantAt(ms: number): Instant {
  const instant = instantFromMs(ms);
  if (instant !== null) return instant;
  throw new CcxError('invalid_argument', `${ms} ms after 1970 is not a date.`);
}

/** Linux tells its boot; containers may also have a time of their own. Elsewhere nothing can be told without a program. */
function bootHere(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/time')}`;
  } catch {
    return '';
  }
}
