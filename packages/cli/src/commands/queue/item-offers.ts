import { existsSync } from 'node:fs';
import { AGENT_KINDS, type Env, type WorkItem } from '@ccx/contracts';
import type { Offer } from '../../complete/values.ts';
import { composeProfiles } from '../../compose/profiles.ts';
import { locateQueue } from '../../compose/queue-place.ts';
import { composeQueue } from '../../compose/queue.ts';
import { itemTitle } from '../../queue-view/item-words.ts';

const MOST = 200;
const STATES = ['needs-human', 'running', 'waiting', 'delayed', 'held', 'dead', 'cancelled'] as const;

/** The items that a person may want to name, for who completes a command line; those that are done are not. */
export async function itemOffers(env: Env, home: string): Promise<readonly Offer[]> {
  if (!existsSync((await locateQueue(env, home)).path)) return [];
  const { queue } = await composeQueue(env, home);
  try {
    const items: WorkItem[] = [];
    for (const state of STATES) {
      for await (const item of queue.list(state)) {
        if (items.push(item) === MOST) break;
      }
    }
    return items.map((item) => ({ value: String(item.seq), description: `${item.state}: ${itemTitle(item)}` }));
  } finally {
    await queue.close();
  }
}

/** What an item can require. */
export async function laneOffers(env: Env, home: string): Promise<readonly Offer[]> {
  const profiles = await (await composeProfiles(env, home)).list();
  const lanes = ['auto', ...AGENT_KINDS, ...profiles.map(({ name, agent }) => `${agent}/${name}`)];
  return lanes.map((value) => ({ value, description: '' }));
}
