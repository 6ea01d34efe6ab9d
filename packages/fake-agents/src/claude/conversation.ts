import type { Machine } from '../machine/machine.ts';
import type { Login, Scenario } from '../scenario/scenario.ts';
import type { Counters } from '../scenario/counters.ts';
import type { ClaudeOptions } from './options.ts';
import type { Place } from './place.ts';
import type { Session } from './session.ts';
import type { Sink } from './sink.ts';
import type { Transcript } from './transcript.ts';
import type { TurnSwitch } from './turn-switch.ts';

/** All that the parts of one run share. */
export interface Conversation {
  readonly machine: Machine;
  readonly options: ClaudeOptions;
  readonly scenario: Scenario;
  readonly place: Place;
  readonly login: Login;
  readonly session: Session;
  readonly sink: Sink;
  readonly transcript: Transcript;
  readonly counters: Counters;
  /** As `--version` says it. */
  readonly version: string;
  /** The prompt under way. */
  prompt: string;
  /** Fires when the turn under way is interrupted. */
  readonly signal: AbortSignal;
  readonly turn: TurnSwitch;
}

/** Whether limits exist: a plan is used, not a key. */
export function hasPlan(login: Login): boolean {
  return login !== 'api-key';
}

/** The stamp of a line. */
export function stamp(machine: Machine): string {
  return new Date(machine.nowMs()).toISOString();
}
