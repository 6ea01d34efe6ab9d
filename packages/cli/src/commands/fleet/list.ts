import { fleetEntry } from '../../fleet-view/fleet-entry.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Terminal } from '../../render/terminal.ts';
import { memberFilter, type FleetFlags } from './fleet-flags.ts';
import { openFleet } from './open-fleet.ts';

/** `ccx fleet`: the agents that live, those that wait for the person first. */
export async function fleetCommand(flags: FleetFlags, terminal: Terminal): Promise<number> {
  const { stdout } = terminal;
  const opened = await openFleet(terminal);
  const shown = memberFilter(flags, opened.nameOf);
  if (flags.watch === true) {
    const { watchCommand } = await import('./watch.ts');
    return watchCommand(opened, { flags, shown, terminal });
  }
  const [{ orderFleet }, { members, skipped }] = await Promise.all([import('@ccx/fleet'), opened.fleet.list()]);
  const chosen = orderFleet(members.filter(shown), flags.sort);
  if (flags.json === true) {
    const entries = chosen.map((member) => fleetEntry(member, opened.nameOf));
    stdout.write(`${JSON.stringify({ schemaVersion: 1, at: new Date().toISOString(), members: entries, skipped })}\n`);
  } else if (flags.jsonl === true) {
    for (const member of chosen) {
      stdout.write(`${JSON.stringify({ schemaVersion: 1, member: fleetEntry(member, opened.nameOf) })}\n`);
    }
  } else {
    const { fleetRows } = await import('../../fleet-view/fleet-rows.ts');
    const hidden = members.length - members.filter(memberFilter({ ...flags, all: false }, opened.nameOf)).length;
    const now = new Date().toISOString();
    const view = { terminal, nameOf: opened.nameOf, now, hidden: flags.all === true ? 0 : hidden, skipped };
    stdout.write(`${fleetRows(chosen, view).join('\n')}\n`);
  }
  return EXIT.done;
}
