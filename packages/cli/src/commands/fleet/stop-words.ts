import type { FleetMember } from '@ccx/contracts';
import type { Stopped } from '@ccx/fleet';
import { memberName } from '../../fleet-view/member-name.ts';

const STEPS = { interrupt: 'interrupted', terminate: 'terminated', kill: 'killed' } as const;

/** What became of it: `fix-login (4711) has ended: interrupted`. */
export function stopWords(member: FleetMember, { ended, steps, survivors, sessionFile }: Stopped): string {
  const who = `${memberName(member)} (${member.process.pid})`;
  const last = steps.at(-1);
  if (!ended) {
    const left = survivors.map(({ pid }) => pid).join(', ');
    return `${who} could not be ended: ${left} still ${survivors.length === 1 ? 'lives' : 'live'}`;
  }
  if (last === undefined) return `${who} had ended already`;
  const left = sessionFile === 'left-behind' ? '; its file stays behind, and is listed as dead' : '';
  return `${who} has ended: ${STEPS[last]}${left}`;
}
