import { constants } from 'node:os';

/** Ctrl-C and Ctrl-\ reach all that the terminal shows: they are for whoever has it, not for ccx. */
const FROM_THE_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];
/** Sent to ccx alone, or to it as to the child. */
const FORWARDED: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP'];

/** What ccx does with signals while a child has its terminal. */
export interface TerminalSignals {
  /** Who has the terminal; without one, every signal asks ccx to end. */
  handTo(child: { kill(signal: NodeJS.Signals): unknown } | null): void;
  /** The first signal by which ccx was asked to end. */
  readonly asked: NodeJS.Signals | null;
  /** The signals mean again what they meant before. */
  stop(): void;
}

export function holdTerminalSignals(): TerminalSignals {
  let child: { kill(signal: NodeJS.Signals): unknown } | null = null;
  let asked: NodeJS.Signals | null = null;
  const fromTerminal = (signal: NodeJS.Signals): void => {
    if (child === null) asked ??= signal;
  };
  const forward = (signal: NodeJS.Signals): void => {
    asked ??= signal;
    child?.kill(signal);
  };
  for (const signal of FROM_THE_TERMINAL) process.on(signal, fromTerminal);
  for (const signal of FORWARDED) process.on(signal, forward);
  return {
    handTo(next) {
      child = next;
      // It came while the child was being started.
      if (asked !== null) next?.kill(asked);
    },
    get asked() {
      return asked;
    },
    stop() {
      for (const signal of FROM_THE_TERMINAL) process.off(signal, fromTerminal);
      for (const signal of FORWARDED) process.off(signal, forward);
    },
  };
}

/** The exit code by which a shell tells that a signal ended a program. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
