import { instantMs } from '../instant-ms.ts';
import type { Block } from './block.ts';
import type { Known } from './evidence.ts';
import type { Question } from './judge.ts';
import type { RankInput } from './rank-input.ts';
import type { Standing } from './rank-order.ts';
import { percentLeft } from '../windows.ts';

/** Where an account stands by each rule. */
export function standingOf(
  { profile }: RankInput,
  { blocked, known, score }: { readonly blocked: Block | null; readonly known: Known; readonly score: number | null },
  { need, groups, policy, lastUsed }: Question,
): Standing {
  const { id, agent, name, lastUsedAt, limits } = profile;
  const group = groups?.get(id);
  const place = need.agents.indexOf(agent);
  const poor = known.kind === 'none' || known.kind === 'stale';
  return {
    room: blocked === null ? 0 : blocked.until === null ? Infinity : instantMs(blocked.until),
    plan: known.usesExtra || known.room.doubtful ? 1 : 0,
    wish: groups === null ? 0 : (group ?? Infinity),
    agent: group !== undefined ? 0 : place < 0 ? need.agents.length : place,
    evidence: poor && policy.withoutEvidence === 'avoid' ? 1 : 0,
    strategy:
      policy.strategy === 'consume-first'
        ? soonestReset(known)
        : policy.strategy === 'stick' && (lastUsedAt === null || lastUsedAt !== lastUsed.get(agent))
          ? 1
          : 0,
    score: -(score ?? 0),
    priority: -limits.priority,
    name: [name, id],
  };
}

/** When the first window with something left in it starts anew; counted turns leave one by one instead. */
function soonestReset({ kind, room }: Known): number {
  if (kind === 'counted') return Infinity;
  const resets = room.open.flatMap((window) =>
    (percentLeft(window) ?? 0) > 0 && window.resetsAt !== null ? [instantMs(window.resetsAt)] : [],
  );
  return Math.min(Infinity, ...resets);
}
