import type { FleetMember } from '@ccx/contracts';
import type { FleetSort, FleetUpdate } from '@ccx/fleet';
import { systemClock } from '../../compose/clock.ts';
import { showFleetScreen } from '../../fleet-screen/show-fleet-screen.ts';
import { memberName } from '../../fleet-view/member-name.ts';
import type { Terminal } from '../../render/terminal.ts';
import type { OpenFleet } from './open-fleet.ts';
import { stopWords } from './stop-words.ts';

export interface ScreenOptions {
  readonly updates: AsyncIterable<Pick<FleetUpdate, 'members'>>;
  readonly choice: { readonly sort?: FleetSort; readonly all?: boolean };
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** The whole terminal, until the person quits. */
export function showScreen({ fleet, nameOf }: OpenFleet, options: ScreenOptions): Promise<void> {
  return showFleetScreen({
    ...options,
    actions: {
      async focus(member) {
        const result = await fleet.focus(member);
        if (result.done) return `${memberName(member)} is in front`;
        throw new Error(result.command === null ? result.why : `${result.why} ${result.command}`);
      },
      async send(member, text, force) {
        const result = await fleet.send(member, text, { force });
        if (result.done) return `sent to ${memberName(member)}`;
        throw new Error(result.why);
      },
      async stop(member) {
        const stopped = await fleet.stop(member);
        if (stopped.ended) return stopWords(member, stopped);
        throw new Error(stopWords(member, stopped));
      },
      messages: (member: FleetMember, most: number) => fleet.messages(member, most),
    },
    nameOf,
    clock: systemClock,
  });
}
