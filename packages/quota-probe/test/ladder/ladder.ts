import type { Clock, QuotaReading, QuotaSource, QuotaSourceId } from '@ccx/contracts';
import { createFakeClock, type FakeClock } from '@ccx/testkit';
import { createQuotaCache, type FileQuotaCache, type ProbeResult } from '../../src/index.ts';
import { askLadder, type LadderOptions } from '../../src/ladder/ask-ladder.ts';
import { problem, type ProblemCode } from '../../src/problem.ts';
import { account, aReading, aWindow, cacheFolder } from '../cache/known.ts';

type Costs = QuotaSource['cost'];

const COSTS: Readonly<Record<string, Costs>> = {
  log: { process: false, usageEndpoint: false, mayOpenWindow: false },
  control: { process: true, usageEndpoint: true, mayOpenWindow: false },
  print: { process: true, usageEndpoint: true, mayOpenWindow: false },
  pty: { process: true, usageEndpoint: true, mayOpenWindow: true },
};

/** What a source says when it is asked: a percentage that is true now, a problem, or what the test makes up. */
export type Says = number | ProblemCode | (() => QuotaReading | Promise<QuotaReading>);

/** A ladder of scripted sources over a real cache, in virtual time. */
export interface Ladder {
  readonly clock: FakeClock;
  readonly cache: FileQuotaCache;
  readonly dir: string;
  /** The ids of the sources that were asked, in order. */
  readonly asked: QuotaSourceId[];
  /** From here on this is what a source says. */
  readonly says: (id: QuotaSourceId, what: Says) => void;
  readonly ask: (options?: Partial<Omit<LadderOptions, 'wanted'> & LadderOptions['wanted']>) => Promise<ProbeResult>;
}

export async function ladder(rungs: Readonly<Partial<Record<QuotaSourceId, Says>>>): Promise<Ladder> {
  const clock = createFakeClock();
  const dir = await cacheFolder();
  const cache = createQuotaCache({ dir, clock });
  const asked: QuotaSourceId[] = [];
  const said = new Map<string, Says>(Object.entries(rungs));
  const sources = [...said.keys()].map((id): QuotaSource => scripted(id, said, asked, clock));
  return {
    clock,
    cache,
    dir,
    asked,
    says: (id, what) => void said.set(id, what),
    ask: ({ maxAgeMs = 15 * 60_000, since = clock.now(), source, ...options } = {}) =>
      askLadder({
        account,
        sources: sources.filter(({ id }) => source === undefined || id === source),
        wanted: { maxAgeMs, since, source },
        cache,
        urgency: 'normal',
        mayOpenWindow: undefined,
        timeoutMs: 1_000,
        env: {},
        signal: new AbortController().signal,
        clock,
        ...options,
      }),
  };
}

function scripted(name: string, said: ReadonlyMap<string, Says>, asked: QuotaSourceId[], clock: Clock): QuotaSource {
  const id = IDS.find((one) => one === name) ?? 'tmux';
  return {
    id,
    agent: 'claude',
    cost: COSTS[name] ?? { process: true, usageEndpoint: false, mayOpenWindow: false },
    read: async () => {
      asked.push(id);
      const says = said.get(name) ?? 'unsupported';
      if (typeof says === 'function') return says();
      if (typeof says === 'string') return problem(says, says, clock.now());
      const window = aWindow({
        usedPercent: says,
        source: id,
        capturedAt: clock.now(),
        resetsAt: '2026-02-01T00:00:00.000Z',
      });
      return aReading([window]);
    },
  };
}

const IDS: readonly QuotaSourceId[] = ['log', 'control', 'print', 'pty', 'rpc'];
