import type { FleetMember } from '@ccx/contracts';

/** One process, whatever becomes of it and wherever its row moves. */
export function memberKey({ process: { pid, startedAt, domain } }: FleetMember): string {
  return `${domain} ${pid} ${startedAt}`;
}
