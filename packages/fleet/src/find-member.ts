import type { FleetMember } from '@ccx/contracts';

/** Whom a person means. */
export type FoundMember =
  | { readonly is: 'found'; readonly member: FleetMember }
  /** The word fits several. */
  | { readonly is: 'ambiguous'; readonly members: readonly FleetMember[] }
  | { readonly is: 'none' };

/** The ways to name a member, the surest first: where one fits, the others are not tried. */
const WAYS: readonly ((member: FleetMember, word: string) => boolean)[] = [
  ({ process }, word) => String(process.pid) === word,
  ({ tmux }, word) => tmux?.paneId === word,
  ({ sessionId }, word) => sessionId === word,
  ({ target }, word) => target === word,
  ({ name }, word) => name === word,
  ({ runId }, word) => runId === word,
  // The last segment of its folder, or its goal.
  ({ rename }, word) => rename === word,
  ({ name }, word) => name?.toLowerCase() === word.toLowerCase(),
  // The beginning of an id or a name.
  ({ sessionId }, word) => word.length >= 4 && sessionId?.startsWith(word) === true,
  ({ name }, word) => word !== '' && name?.toLowerCase().startsWith(word.toLowerCase()) === true,
];

/**
 * The member that a word names: its pid, pane (`%N`), session, target, name, run or folder, or the beginning of its
 * session's id or name. Among several that fit alike the living ones count before the dead.
 */
export function findMember(members: readonly FleetMember[], word: string): FoundMember {
  for (const fits of WAYS) {
    const fitting = members.filter((member) => fits(member, word));
    const living = fitting.filter(({ alive }) => alive === true);
    const found = living.length > 0 ? living : fitting;
    const [member] = found;
    if (member !== undefined) return found.length === 1 ? { is: 'found', member } : { is: 'ambiguous', members: found };
  }
  return { is: 'none' };
}
