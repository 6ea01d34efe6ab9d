import { CcxError, type RunNeed, type RunRequest, type WorkOutcome } from '@ccx/contracts';
import type { InHand } from './do-item.ts';
import { ofAgent } from './lanes.ts';
import { later } from './later.ts';
import { takeUp, type TakeUp } from './take-up.ts';
import { messageOf } from './words.ts';

/** A request and where it may run. */
export interface Planned {
  readonly request: RunRequest;
  readonly need: RunNeed;
}

/** How a handler's request is started. */
export interface Start {
  readonly request: (prepared: Planned) => Promise<Planned | WorkOutcome>;
  /** What a person should know of the run before; `null` is nothing. */
  readonly note: string | null;
}

const ALIVE_MS = 30_000;
const ANEW: Start = { request: async (prepared) => prepared, note: null };

/** Whether a run before this one was cut short, and how its work is gone on with; an outcome where it is not now. */
export async function goOn(work: InHand): Promise<Start | WorkOutcome> {
  const { ports, lease } = work;
  const { item } = lease;
  const { progress } = item;
  if (progress === null) return ANEW;
  const past = await ports.lookBack(progress, item).catch((error: unknown) => {
    ports.say(`What became of the last run of #${item.seq} could not be found out: ${messageOf(error)}`);
    return null;
  });
  const taken = takeUp(item, progress, past);
  switch (taken.is) {
    case 'anew':
      return { ...ANEW, note: taken.note };
    case 'ask':
      return { is: 'needs-human', reason: taken.reason };
    case 'alive':
      return { is: 'wait', reason: taken.reason, until: later(ports.clock.now(), ALIVE_MS) };
    case 'resume':
      return resume(work, taken);
  }
}

function resume({ ports, lease, progress }: InHand, taken: Extract<TakeUp, { is: 'resume' }>): Start {
  const { need, router, config, goOnPrompt } = ports;
  const { item } = lease;
  const { sessionId, accountId, elsewhere, note } = taken;
  return {
    note,
    async request(prepared) {
      const { model } = prepared.need;
      const about = { model, accountId, keepPercent: config.keepPercent };
      const asked = await need(item.lane ?? 'auto', about).catch(gone);
      if ('is' in asked) return elsewhere ? prepared : asked;
      const pinned: RunNeed = { ...asked, only: [accountId], pinned: true };
      if (elsewhere && !(await hasRoom(pinned))) return prepared;
      const round = item.progress?.round;
      progress.expect({
        sessionId,
        effects: item.progress?.effects ?? 'none',
        ...(round !== undefined && { round }),
      });
      return {
        request: { ...prepared.request, prompt: goOnPrompt, session: { mode: 'resume', id: sessionId } },
        need: pinned,
      };
    },
  };

  async function hasRoom(pinned: RunNeed): Promise<boolean> {
    const wanted = ofAgent(pinned, config.agent);
    return wanted !== null && (await router.look(wanted)).candidates.some(({ blocked }) => blocked === null);
  }
}

/** Only a person can say what becomes of a session whose account is not there any more. */
function gone(error: unknown): WorkOutcome {
  if (!CcxError.is(error, 'profile_not_found')) throw error;
  return { is: 'needs-human', reason: `its session cannot be gone on with: ${error.message}` };
}
