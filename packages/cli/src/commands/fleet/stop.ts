import type { FleetMember } from '@ccx/contracts';
import type { Stopped } from '@ccx/fleet';
import { EXIT } from '../../exit-codes.ts';
import { memberName } from '../../fleet-view/member-name.ts';
import { printableLine } from '../../render/printable.ts';
import type { Terminal } from '../../render/terminal.ts';
import { namedMember, openFleet } from './open-fleet.ts';

const STEPS = { interrupt: 'interrupted', terminate: 'terminated', kill: 'killed' } as const;

/** `ccx fleet stop`: ends a session and all that it has started, as gently as it lets itself be ended. */
export async function stopCommand(word: string, json: boolean, terminal: Terminal): Promise<number> {
  const { fleet } = await openFleet(terminal);
  const member = await namedMember(fleet, word);
  const stopped = await fleet.stop(member);
  const { stdout, stderr, symbols } = terminal;
  if (json) {
    const { process, sessionId } = member;
    stdout.write(`${JSON.stringify({ schemaVersion: 1, process, sessionId, ...stopped })}\n`);
  } else {
    const mark = stopped.ended ? stderr.colors.green(symbols.done) : stderr.colors.red(symbols.failed);
    stderr.write(` ${mark} ${stopWords(member, stopped)}\n`);
  }
  return stopped.ended ? EXIT.done : EXIT.failed;
}

/** What became of it: `fix-login (4711) has ended: interrupted`. */
export function stopWords(member: FleetMember, { ended, steps, survivors, sessionFile }: Stopped): string {
  const who = `${printableLine(memberName(member))} (${member.process.pid})`;
  const last = steps.at(-1);
  if (!ended) {
    const left = survivors.map(({ pid }) => pid).join(', ');
    return `${who} could not be ended: ${left} still ${survivors.length === 1 ? 'lives' : 'live'}`;
  }
  if (last === undefined) return `${who} had ended already`;
  const left = sessionFile === 'left-behind' ? '; its file stays behind, and is listed as dead' : '';
  return `${who} has ended: ${STEPS[last]}${left}`;
}
