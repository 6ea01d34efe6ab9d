import { homedir } from 'node:os';
import { composeFleet } from '../../compose/fleet.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Terminal } from '../../render/terminal.ts';
import type { FleetFlags } from './fleet-flags.ts';

/** `ccx fleet`: the agents that live, those that wait for the person first. */
export async function fleetCommand(flags: FleetFlags, terminal: Terminal): Promise<number> {
  const { fleet } = await composeFleet(process.env, process.env['HOME'] ?? homedir());
  const { members, skipped } = await fleet.list();
  const shown = members.filter(({ alive, agent }) => (flags.all === true || alive === true) && agent === (flags.agent ?? agent));
  terminal.stdout.write(`${JSON.stringify({ schemaVersion: 1, members: shown, skipped })}\n`);
  return EXIT.done;
}
