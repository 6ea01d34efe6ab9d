import { EXIT } from '../../exit-codes.ts';
import { fleetEntry } from '../../fleet-view/fleet-entry.ts';
import type { Terminal } from '../../render/terminal.ts';
import { namedMember, openFleet } from './open-fleet.ts';

const MOST_MESSAGES = 6;

/** `ccx fleet show`: all that is known of one session, why, and what was said last. */
export async function showCommand(word: string, json: boolean, terminal: Terminal): Promise<number> {
  const { fleet, nameOf } = await openFleet(terminal);
  const member = await namedMember(fleet, word);
  const messages = fleet.messages(member, MOST_MESSAGES);
  if (json) {
    const entry = { schemaVersion: 1, member: fleetEntry(member, nameOf), messages };
    terminal.stdout.write(`${JSON.stringify(entry)}\n`);
    return EXIT.done;
  }
  const { memberCard } = await import('../../fleet-view/member-card.ts');
  const lines = memberCard(member, { messages, nameOf, terminal, now: new Date().toISOString() });
  terminal.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.done;
}
