import { createElement } from 'react';
import { render, type SuspendTerminal } from 'ink';
import type { Clock, FleetMember } from '@ccx/contracts';
import type { FleetSort, FleetUpdate } from '@ccx/fleet';
import type { Terminal } from '../render/terminal.ts';
import { FleetScreen } from './fleet-screen.ts';
import { frame } from './frame.ts';
import { createHistoryReader } from './history-reader.ts';
import type { Size } from './layout.ts';
import { leaveForShell } from './leave-for-shell.ts';
import { nextDrawMs } from './next-draw.ts';
import { reduceScreen } from './reduce-screen.ts';
import { carryOut, type ScreenActions } from './screen-actions.ts';
import type { ScreenEffect, ScreenEvent } from './screen-event.ts';
import { firstState } from './screen-state.ts';

export interface FleetScreenOptions {
  /** The first look and all that differ from the one before, until the signal. */
  readonly updates: AsyncIterable<Pick<FleetUpdate, 'members'>>;
  readonly actions: ScreenActions;
  /** What the person calls a member's account. */
  readonly nameOf: (member: FleetMember) => string;
  readonly terminal: Terminal;
  /** How it begins: whom it lists, and in which order. @default the living, by who needs the person */
  readonly choice?: { readonly sort?: FleetSort; readonly all?: boolean };
  /** Ends the screen. */
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'now'>;
  /** @default process.stdin */
  readonly stdin?: NodeJS.ReadStream;
  /** @default process.stdout */
  readonly stdout?: NodeJS.WriteStream;
}

/**
 * Shows the agents on the whole terminal until the person quits, the signal aborts, the updates end, or nobody can see
 * it any more. What stood on the terminal before stands there again afterwards, however it ends; rejects with what went
 * wrong in `updates`.
 */
export async function showFleetScreen(options: FleetScreenOptions): Promise<void> {
  const { updates, actions, nameOf, terminal, signal, clock, stdin = process.stdin, stdout = process.stdout } = options;
  const size = (): Size => ({ columns: terminal.stdout.columns(), rows: terminal.stdout.rows() });
  let state = firstState({ nameOf, home: terminal.home }, size(), options.choice);
  let suspendTerminal: SuspendTerminal | null = null;
  let ticking: NodeJS.Timeout | undefined;
  let isOver = false;
  let end: (error?: unknown) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('The fleet cannot be watched.', { cause: error }));
    };
  });

  const picture = (): ReturnType<typeof createElement> =>
    createElement(FleetScreen, {
      lines: frame(state, { terminal, now: clock.now() }),
      onEvent: tell,
      onStart: (suspend) => {
        suspendTerminal = suspend;
      },
    });

  function tell(event: ScreenEvent): void {
    // Answers may come when nobody looks any more.
    if (isOver) return;
    try {
      const step = reduceScreen(state, event);
      state = step.state;
      draw();
      history.look();
      step.effects.forEach(follow);
    } catch (error) {
      end(error);
    }
  }

  function draw(): void {
    screen.rerender(picture());
    clearTimeout(ticking);
    const wait = nextDrawMs(state, clock.now());
    if (wait !== null) ticking = setTimeout(() => tell({ type: 'time' }), wait);
  }

  function follow(effect: ScreenEffect): void {
    if (effect.type === 'quit') return end();
    if (effect.type === 'suspend') {
      if (suspendTerminal !== null) void leaveForShell(suspendTerminal);
      return;
    }
    void carryOut(effect, actions).then((notice) => tell({ type: 'notice', notice }));
  }

  const history = createHistoryReader(
    () => state,
    (member, most) => actions.messages(member, most),
    tell,
  );
  const screen = render(picture(), {
    stdin,
    stdout,
    alternateScreen: true,
    incrementalRendering: true,
    // Whether it is watched by a person was asked before.
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const resized = (): void => tell({ type: 'size', size: size() });
  const quit = (): void => end();
  // Before ink hears of it, which would draw the old lines at the new size.
  stdout.prependListener('resize', resized);
  for (const event of ['end', 'close']) stdin.on(event, quit);
  // Never taken away: a terminal that is gone says so once more when it is to be given back.
  stdin.on('error', quit);
  const over = AbortSignal.any([signal, terminal.stdout.gone]);
  over.addEventListener('abort', quit);
  if (over.aborted) end();
  void (async () => {
    for await (const { members } of updates) tell({ type: 'fleet', members });
  })().then(quit, end);
  try {
    await Promise.race([ended, screen.waitUntilExit()]);
  } finally {
    isOver = true;
    clearTimeout(ticking);
    history.stop();
    stdout.off('resize', resized);
    for (const event of ['end', 'close']) stdin.off(event, quit);
    over.removeEventListener('abort', quit);
    screen.unmount();
    await screen.waitUntilExit();
  }
}
