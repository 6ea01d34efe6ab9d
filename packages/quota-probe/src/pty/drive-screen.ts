import { randomUUID } from 'node:crypto';
import type { Clock, Env, QuotaReading } from '@ccx/contracts';
import { endTree, processId } from '@ccx/contracts/host';
import { openPty } from './pty.ts';
import { openScreen, type Frame } from './rendered-screen.ts';
import type { ScreenAgent } from './screen-agent.ts';
import { ScreenTalk, type Phase } from './screen-talk.ts';
import type { Standing } from './dialog-talk.ts';

const LARGEST_OUTPUT = 1024 * 1024;
const LOOK_EVERY_MS = 20;
const LEAVE_PAUSE_MS = 400;
/** From here on the CLI tidies up by itself, or is ended. */
const LEAVE_GRACE_MS = 1_500;

/** Sees every byte that goes over the terminal, with the milliseconds since its start. */
export interface PtyObserver {
  readonly onData?: (bytes: string, atMs: number) => void;
  readonly onInput?: (bytes: string, atMs: number) => void;
}

export interface DriveOptions {
  readonly agent: ScreenAgent;
  readonly file: string;
  readonly args: readonly string[];
  /** Complete: nothing is added but the mark by which its tree is found. */
  readonly env: Env;
  readonly cwd: string;
  /** `cwd` is ccx's own empty folder. */
  readonly mayTrust: boolean;
  readonly parse: (text: string) => QuotaReading;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly observer?: PtyObserver;
}

export interface Driven {
  /** `answered`: `reading` is what the CLI said; `stopped`: a dialog did not go away. */
  readonly end: 'answered' | 'stopped' | 'ended' | 'timeout' | 'too-large';
  readonly reading: QuotaReading | null;
  /** The dialog that stood in the way. */
  readonly standing: Standing | null;
  readonly phase: Phase;
  readonly frame: Frame;
}

/**
 * Asks an agent in a terminal of its own. Its whole process tree is gone when this resolves, whatever it did.
 *
 * @throws {NoPty} where no terminal can be had; the reason of `signal` when that is aborted
 */
export async function driveScreen(options: DriveOptions): Promise<Driven> {
  const { agent, file, args, env, cwd, mayTrust, parse, clock, timeoutMs, signal, observer = {} } = options;
  signal.throwIfAborted();
  const marker = { name: 'CCX_PROBE_ID', value: randomUUID() };
  const startedMs = Date.parse(clock.now());
  const sinceStart = (): number => Date.parse(clock.now()) - startedMs;
  let size = 0;
  let exited = false;
  let drawn = Promise.resolve();
  const write = (bytes: string): void => {
    if (exited) return;
    observer.onInput?.(bytes, sinceStart());
    pty.write(bytes);
  };
  const screen = await openScreen((bytes) => write(bytes));
  const pty = await openPty({
    file,
    args,
    cwd,
    env: { ...env, [marker.name]: marker.value },
    onData: (bytes) => {
      size += Buffer.byteLength(bytes);
      if (size > LARGEST_OUTPUT) return;
      observer.onData?.(bytes, sinceStart());
      drawn = screen.draw(bytes);
    },
    onExit: () => {
      exited = true;
    },
  });
  // Asked for at once: later the number may belong to another process.
  const root = await processId(pty.pid);
  const talk = new ScreenTalk({ agent, parse, mayTrust });
  const driven = async (end: Driven['end'], reading: QuotaReading | null): Promise<Driven> => {
    await drawn;
    return { end, reading, standing: talk.standing, phase: talk.phase, frame: screen.frame() };
  };
  const drive = async (): Promise<Driven> => {
    for (;;) {
      // Before the look: what came before the exit is seen, too.
      const last = exited;
      await drawn;
      const move = talk.look(screen.frame(), sinceStart());
      if (move.do === 'end') return driven(move.reading === null ? 'stopped' : 'answered', move.reading);
      if (size > LARGEST_OUTPUT) return driven('too-large', null);
      if (last) return driven('ended', talk.lastReading);
      if (sinceStart() >= timeoutMs) return driven('timeout', talk.lastReading);
      if (move.do === 'write') write(move.bytes);
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
  };
  try {
    return await drive();
  } finally {
    if (!signal.aborted && talk.phase === 'complete') {
      for (const keys of agent.leave) {
        write(keys);
        await clock.sleep(LEAVE_PAUSE_MS);
      }
      const leftMs = sinceStart();
      while (agent.leave.length > 0 && !exited && sinceStart() - leftMs < LEAVE_GRACE_MS) await clock.sleep(LOOK_EVERY_MS);
    }
    if (root !== null) await endTree(root, { marker, termGraceMs: 1_000 });
    screen.close();
  }
}
