import { setTimeout as delay } from 'node:timers/promises';
import type { FleetMember } from '@ccx/contracts';
import type { FleetScan } from '../scan-fleet.ts';
import { fleetChanges, type FleetChange } from './fleet-change.ts';
import { watchNewcomers } from './newcomers.ts';
import { watchFolders } from './folder-watch.ts';

/** One look at the fleet, and what has changed since the one before. */
export interface FleetUpdate extends FleetScan {
  /** Empty in the first. */
  readonly changes: readonly FleetChange[];
}

export interface WatchOptions {
  /** Ends the watching; the iterable then ends too. */
  readonly signal: AbortSignal;
  /** How often to look although nothing tells of a change. @default 15000 */
  readonly lookAgainMs?: number;
}

interface Watching extends WatchOptions {
  readonly list: () => Promise<FleetScan>;
  /** Whether a list would show something new, found out without panes and what others know. */
  readonly hasChanged: () => Promise<boolean>;
  /** Whether one of these changes without a trace in a file. */
  readonly isRestless: (members: readonly FleetMember[]) => boolean;
  /** The folders whose change may change the answer. */
  readonly folders: () => readonly string[];
}

/** How often it is asked whether the processes still live: a process that is killed writes no file. */
const PULSE_MS = 300;
/** How often to look where only titles or CPU time tell of a change. */
const RESTLESS_MS = 2000;
/** How often folders and processes are looked for that were not there. */
const NEWCOMERS_MS = 1000;
/** What is written in one go is seen in one look. */
const GATHER_MS = 25;
/** Between two looks, however much changes: an agent that works writes many times a second. */
const AT_LEAST_MS = 100;
/** Histories are written around the change of a status: after each change they are read again. */
const SETTLE_MS: readonly number[] = [100, 300, 1200];

/**
 * Looks at the fleet whenever a file tells of a change, a process ends or begins, or a limit is over, and slowly in any
 * case. Yields the first look, and then each that differs from the one before.
 */
export async function* watchFleet(options: Watching): AsyncGenerator<FleetUpdate, void, void> {
  const { list, hasChanged, isRestless, folders, signal, lookAgainMs = 15_000 } = options;
  const alarm = createAlarm(signal);
  const watching = watchFolders(() => alarm.ring(GATHER_MS));
  const newcomers = watchNewcomers();
  let pulse: NodeJS.Timeout | undefined;
  let members: readonly FleetMember[] = [];
  let nextNewcomers = 0;
  try {
    pulse = setInterval(() => {
      if (!alarm.isAwaited()) return;
      if (members.some((member) => member.alive === true && hasEnded(member.process.pid))) alarm.ring(0);
      if (performance.now() < nextNewcomers) return;
      nextNewcomers = performance.now() + NEWCOMERS_MS;
      if (watching.follow(folders()) || newcomers.haveCome()) alarm.ring(0);
    }, PULSE_MS);
    for (let first = true; !signal.aborted; first = false) {
      // Before they are read: what is written meanwhile is told of.
      watching.follow(folders());
      alarm.quiet();
      const lookedMs = performance.now();
      const scan = await list();
      const changes = first ? [] : fleetChanges(members, scan.members);
      members = scan.members;
      if (first || changes.length > 0) {
        for (const ms of SETTLE_MS) alarm.ring(ms);
        yield { ...scan, changes };
      }
      const latestMs = Math.min(isRestless(members) ? RESTLESS_MS : lookAgainMs, untilNextReset(members));
      // Where nothing has told of a change there is mostly none, and to see that takes half as long.
      while (!(await alarm.rung(latestMs)) && !isRestless(members) && !(await hasChanged()));
      await delay(Math.max(0, lookedMs + AT_LEAST_MS - performance.now()), undefined, { signal }).catch(() => {});
    }
  } finally {
    clearInterval(pulse);
    watching.stop();
    alarm.stop();
  }
}

/** Wakes whoever waits at the earliest of the times that were asked for. */
interface Alarm {
  ring(inMs: number): void;
  /** Forgets what was due by now. */
  quiet(): void;
  /** Waits for it, at most so long; whether it was heard. */
  rung(atMostMs: number): Promise<boolean>;
  isAwaited(): boolean;
  stop(): void;
}

function createAlarm(signal: AbortSignal): Alarm {
  let due: number[] = [];
  let latest = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let wake: (() => void) | null = null;
  const arm = (): void => {
    clearTimeout(timer);
    if (wake === null) return;
    timer = setTimeout(() => wake?.(), Math.max(0, Math.min(latest, ...due) - performance.now()));
  };
  const aborted = (): void => wake?.();
  signal.addEventListener('abort', aborted);
  return {
    ring(inMs) {
      // What is overdue is heard first, and then all is looked at.
      if (due.some((at) => at <= performance.now())) return;
      due.push(performance.now() + inMs);
      arm();
    },
    quiet() {
      due = due.filter((at) => at > performance.now());
    },
    rung: (atMostMs) =>
      new Promise((resolve) => {
        latest = performance.now() + atMostMs;
        wake = () => {
          wake = null;
          clearTimeout(timer);
          resolve(signal.aborted || due.some((at) => at <= performance.now()));
        };
        arm();
        if (signal.aborted) wake();
      }),
    isAwaited: () => wake !== null,
    stop() {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
    },
  };
}

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** When the first limit is over; nothing needs to happen for it. */
function untilNextReset(members: readonly FleetMember[]): number {
  const times = members.flatMap(({ state }) => (state.until === null ? [] : [Date.parse(state.until) - Date.now()]));
  return Math.max(100, Math.min(...times, Number.POSITIVE_INFINITY));
}
