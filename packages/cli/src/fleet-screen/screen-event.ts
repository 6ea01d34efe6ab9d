import type { FleetMember } from '@ccx/contracts';
import type { SessionMessage } from '@ccx/fleet';
import type { Size } from './layout.ts';
import type { Notice } from './screen-state.ts';

/** Keys that are no text. */
export const SCREEN_KEYS = [
  'up',
  'down',
  'page-up',
  'page-down',
  'home',
  'end',
  'enter',
  'escape',
  'backspace',
  'clear-word',
  'clear-line',
  'interrupt',
  'suspend',
] as const;

export type ScreenKey = (typeof SCREEN_KEYS)[number];

/** What can happen to the screen. */
export type ScreenEvent =
  | { readonly type: 'fleet'; readonly members: readonly FleetMember[] }
  | { readonly type: 'size'; readonly size: Size }
  /** Ages have changed. */
  | { readonly type: 'time' }
  | { readonly type: 'key'; readonly key: ScreenKey }
  /** As much as came at once. */
  | { readonly type: 'typed'; readonly text: string }
  | { readonly type: 'pasted'; readonly text: string }
  | { readonly type: 'messages'; readonly of: string; readonly said: readonly SessionMessage[] }
  | { readonly type: 'notice'; readonly notice: Notice };

/** What the screen wants done. */
export type ScreenEffect =
  | { readonly type: 'focus'; readonly member: FleetMember }
  | { readonly type: 'send'; readonly member: FleetMember; readonly text: string; readonly force: boolean }
  | { readonly type: 'stop'; readonly member: FleetMember }
  | { readonly type: 'suspend' }
  | { readonly type: 'quit' };

/** The state after an event, and what is to be done because of it. */
export interface Step<State> {
  readonly state: State;
  readonly effects: readonly ScreenEffect[];
}
