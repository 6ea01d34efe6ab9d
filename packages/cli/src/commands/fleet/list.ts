import { CcxError } from '@ccx/contracts';
import { fleetEntry } from '../../fleet-view/fleet-entry.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Terminal } from '../../render/terminal.ts';
import { checkProfiles, memberFilter, type FleetFlags } from './fleet-flags.ts';
import { openFleet } from './open-fleet.ts';

/** `ccx fleet`: the agents that live, those that wait for the person first. */
export async function fleetCommand(flags: FleetFlags, terminal: Terminal): Promise<number> {
  const { stdout } = terminal;
  if (flags.notify !== undefined && flags.watch !== true) {
    throw new CcxError('invalid_argument', '--notify needs --watch: a list is over before one begins to wait.', {
      hint: "ccx fleet --watch --notify '…'",
    });
  }
  const opened = await openFleet(terminal);
  const shown = memberFilter(flags, opened.nameOf);
  checkProfiles(flags, opened.profiles);
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
    const fitting = members.filter(memberFilter({ ...flags, all: true }, opened.nameOf));
    const view = {
      terminal,
      nameOf: opened.nameOf,
      now: new Date().toISOString(),
      hidden: fitting.length - chosen.length,
      others: members.filter((member) => member.alive === true && !fitting.includes(member)).length,
      skipped,
    };
    stdout.write(`${fleetRows(chosen, view).join('\n')}\n`);
  }
  return EXIT.done;
}
