import { statSync } from 'node:fs';
import type { FleetMember } from '@ccx/contracts';
import { layoutOf } from './layout.ts';
import { memberKey } from '@ccx/fleet';
import { nextListenMs } from './next-draw.ts';
import type { ScreenActions } from './screen-actions.ts';
import type { ScreenEvent } from './screen-event.ts';
import { chosenMember, type ScreenState } from './screen-state.ts';

/** A selection that moves on within that time is not read about. */
const LINGER_MS = 80;

/** Follows what is said in the chosen session. */
export interface HistoryReader {
  /** Reads, a moment later, if there is room to show it and something may have been said. */
  look(): void;
  stop(): void;
}

export function createHistoryReader(
  stateNow: () => ScreenState,
  messages: ScreenActions['messages'],
  tell: (event: ScreenEvent) => void,
): HistoryReader {
  let timer: NodeJS.Timeout | undefined;
  let wasRead = '';

  function look(): void {
    clearTimeout(timer);
    const wanted = wantedOf(stateNow());
    if (wanted !== null && wanted.mark !== wasRead) timer = setTimeout(() => read(wanted), LINGER_MS);
    else listen();
  }

  function read({ member, most, mark }: Wanted): void {
    wasRead = mark;
    // Which is an event, so that this looks again.
    tell({ type: 'messages', of: memberKey(member), said: messages(member, most) });
  }

  function listen(): void {
    const wait = nextListenMs(stateNow());
    if (wait !== null) timer = setTimeout(look, wait);
  }

  return { look, stop: () => clearTimeout(timer) };
}

interface Wanted {
  readonly member: FleetMember;
  readonly most: number;
  /** Another one whenever something else would be read. */
  readonly mark: string;
}

function wantedOf(state: ScreenState): Wanted | null {
  const member = chosenMember(state);
  const { details } = layoutOf(state.size, state.rows.length);
  if (member === null || details === null) return null;
  return { member, most: details.lines, mark: `${memberKey(member)} ${details.lines} ${changeOf(member)}` };
}

function changeOf({ transcriptPath }: FleetMember): string {
  if (transcriptPath === null || transcriptPath === undefined) return '';
  const stat = statSync(transcriptPath, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.size} ${stat.mtimeMs}`;
}
