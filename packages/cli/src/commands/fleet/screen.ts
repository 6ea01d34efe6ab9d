import { homedir } from 'node:os';
import type { FleetMember } from '@ccx/contracts';
import { composeFleet } from '../../compose/fleet.ts';
import { systemClock } from '../../compose/clock.ts';
import { EXIT } from '../../exit-codes.ts';
import { memberName } from '../../fleet-view/fleet-cells.ts';
import { accountName } from '../../render/account-name.ts';
import type { Terminal } from '../../render/terminal.ts';
import { abortOnSignal } from '../abort-on-signal.ts';
import type { FleetFlags } from './fleet-flags.ts';

/** `ccx fleet --watch`: the whole terminal, until the person quits. */
export async function fleetScreenCommand(_flags: FleetFlags, terminal: Terminal): Promise<number> {
  const [{ fleet }, { showFleetScreen }] = await Promise.all([
    composeFleet(process.env, process.env['HOME'] ?? homedir()),
    import('../../fleet-screen/show-fleet-screen.ts'),
  ]);
  const aborting = abortOnSignal();
  const quit = new AbortController();
  const signal = AbortSignal.any([aborting.signal, quit.signal]);
  const not = async (member: FleetMember): Promise<string> => {
    throw new Error(`cannot be done yet with ${memberName(member)}`);
  };
  try {
    await showFleetScreen({
      updates: fleet.watch({ signal }),
      actions: {
        focus: not,
        send: not,
        stop: async (member) => `${memberName(member)} ${JSON.stringify(await fleet.stop(member))}`,
        messages: (member, most) => fleet.messages(member, most),
      },
      nameOf: ({ account, agent }) => (account === null ? agent : accountName(account, terminal.home)),
      terminal,
      signal,
      clock: systemClock,
    });
    return aborting.exitCode() ?? EXIT.done;
  } finally {
    quit.abort();
    aborting.stop();
  }
}
