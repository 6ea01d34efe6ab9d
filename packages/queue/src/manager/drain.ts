import type { Instant, WorkHandler } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import { pausedBy, type Pause } from './caps.ts';
import type { ManagerConfig } from './config.ts';
import { lookAtLanes, type LaneLook } from './lanes.ts';
import { earliest } from './later.ts';
import type { WorkEnd } from './manager-options.ts';
import { createReturnMargin } from './return-margin.ts';
import { workOn, type Work } from './work-on.ts';
import type { WorkPorts } from './work-ports.ts';

/** Claims what may be claimed, and has it worked on. */
export interface Drain {
  /** Until nothing more may begin; resolves to when asking again may help, `null`: not before something changes. */
  run(config: ManagerConfig, signal: AbortSignal): Promise<Instant | null>;
  /** Resolves when nothing is worked on any more. */
  idle(): Promise<void>;
  /** Nothing is worked on. */
  readonly isIdle: boolean;
  /** As of the last round. */
  readonly pause: Pause | null;
  readonly closedLanes: readonly LaneLook[];
}

export interface DrainOptions extends Omit<WorkPorts, 'config'> {
  readonly worker: string;
  /** Everything that is worked on now. */
  readonly works: Set<Work>;
  readonly ended: (end: WorkEnd) => void;
}

export function createDrain(options: DrainOptions): Drain {
  const { queue, router, need, clock, handlers, works, worker, leaseMs, ended } = options;
  const agentless = [...handlers.values()].filter(isAgentless).map(({ type }) => type);
  let marginMs = 0;
  const margin = createReturnMargin(clock, () => marginMs);
  let pause: Pause | null = null;
  let looks: readonly LaneLook[] = [];

  /** With the runs that are about to begin, which the queue does not know yet. */
  async function spent(since: Instant): ReturnType<Backlog['spent']> {
    const known = await queue.spent(since);
    const coming = [...works].filter((work) => !work.agentless && !work.counted).length;
    return { ...known, runs: known.runs + coming };
  }

  /** Lanes on which an agent may be started now. */
  async function look(config: ManagerConfig): Promise<void> {
    pause = await pausedBy(config.caps, clock.now(), spent);
    const free = config.agent !== 'none' && pause === null && count(false) < config.concurrency;
    looks = free ? await lookAtLanes(await queue.lanes(), { router, need, config, margin }) : [];
  }

  function count(without: boolean): number {
    return [...works].filter((work) => work.agentless === without).length;
  }

  function begin(work: Work): void {
    works.add(work);
    void work.ended.then((end) => {
      works.delete(work);
      ended(end);
    });
  }

  return {
    async run(config, signal) {
      ({ marginMs } = config);
      for (;;) {
        await look(config);
        const lanes = looks.filter(({ open }) => open).map(({ lane }) => lane);
        const types = count(true) < config.agentlessConcurrency ? agentless : [];
        const back = earliest(pause?.until ?? null, ...looks.map(({ until }) => until));
        if (signal.aborted) return back;
        // Also without a lane: the answer says when something becomes due.
        const { lease, nextAt } = await queue.claim({ worker, lanes, leaseMs, agentless: types });
        if (lease === null) return earliest(nextAt, back);
        const work = workOn(lease, { ...options, config });
        begin(work);
        await work.placed;
      }
    },
    async idle() {
      while (works.size > 0) await Promise.all([...works].map(({ ended: end }) => end));
    },
    get isIdle() {
      return works.size === 0;
    },
    get pause() {
      return pause;
    },
    get closedLanes() {
      return looks.filter(({ open }) => !open);
    },
  };
}

function isAgentless(handler: WorkHandler): boolean {
  return handler.agentless === true;
}
