import { createElement, type ReactElement } from 'react';
import { Text, useApp, useInput, usePaste, type SuspendTerminal } from 'ink';
import type { ScreenEvent } from './screen-event.ts';
import { screenEvents } from './screen-keys.ts';

export interface FleetScreenProps {
  readonly lines: readonly string[];
  readonly onEvent: (event: ScreenEvent) => void;
  /** Told once how the terminal is lent to the shell. */
  readonly onStart: (suspendTerminal: SuspendTerminal) => void;
}

/** Lines that were made already, and the keys. A line that is empty still takes its place. */
export function FleetScreen({ lines, onEvent, onStart }: FleetScreenProps): ReactElement {
  const { suspendTerminal } = useApp();
  onStart(suspendTerminal);
  useInput((input, key) => screenEvents(input, key).forEach(onEvent));
  usePaste((text) => onEvent({ type: 'pasted', text }));
  return createElement(Text, { wrap: 'truncate' }, lines.join('\n'));
}
