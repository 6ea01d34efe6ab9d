import type { Ranked } from '@ccx/headroom';
import type { Choice } from '../compose/choice.ts';

/** Why one account stands before the next, by the rule that decided. */
const AHEAD: Readonly<Record<NonNullable<Ranked['ahead']>, string>> = {
  room: 'it is the only one with room',
  plan: 'its plan has room, where another would be charged extra',
  wish: 'it is named first',
  agent: 'its agent is asked for first',
  evidence: 'what is known of it is fresh',
  strategy: 'the strategy prefers it',
  score: 'it has the most room',
  priority: 'its priority is higher',
  name: 'it comes first by name among equals',
};

/** Which rule decided, in words behind "picked work, ". */
export function pickReason({ active, need }: Choice, { ahead }: Pick<Ranked, 'ahead'>): string {
  const { pin } = active;
  const more = ahead === null ? null : AHEAD[ahead];
  if (pin !== null) return `because ${pin.where} says so${more === null ? '' : `, and ${more}`}`;
  if (more === null) return 'because it is the only account';
  return `because nothing pins this folder and ${more}${need.model === null ? '' : ` for ${need.model}`}`;
}
