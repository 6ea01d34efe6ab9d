import {
  AGENTS,
  type Account,
  type Clock,
  type Env,
  type QuotaReading,
  type QuotaSource,
  type QuotaSourceId,
  type QuotaState,
} from '@ccx/contracts';
import type { FileQuotaCache } from '../cache/quota-cache.ts';
import { problem } from '../problem.ts';
import { recentProblem, type Urgency } from './budget.ts';
import { climb, type SourceTry } from './climb.ts';
import { isEnough, remembered, type Wanted } from './enough.ts';
import { fileMemory, shortMemory } from './memory.ts';
import { turnToAsk } from './one-at-a-time.ts';

export interface ProbeResult {
  /** Numbers that are as young as was asked for, else why there are none; older ones are in `state`. */
  readonly reading: QuotaReading;
  /** All that was tried on the way; the cache first, where there is one. */
  readonly tried: readonly SourceTry[];
  /** All that is known now: the last numbers, each with its source and age, beside the last problem. */
  readonly state: QuotaState;
}

export interface LadderOptions {
  readonly account: Account;
  /** Those that may be asked, from cheap to dear. */
  readonly sources: readonly QuotaSource[];
  readonly wanted: Wanted;
  readonly cache: FileQuotaCache | undefined;
  readonly urgency: Urgency;
  readonly mayOpenWindow: boolean | undefined;
  /** For each source. */
  readonly timeoutMs: number;
  readonly env: Env;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** What a CLI needs beyond its time to be gone. */
const ENDING_MS = 15_000;
/** They say when to ask again, or nothing; a better word is remembered already. */
const NOT_KEPT: ReadonlySet<string> = new Set(['cooldown', 'recently-asked', 'busy']);

/** They tell by themselves and cannot be asked. */
const TELLING: ReadonlySet<QuotaSourceId> = new Set(['run', 'statusline', 'text']);

/** Takes numbers from the cache where they are young enough, else asks the sources: one process of all at a time. */
export async function askLadder(options: LadderOptions): Promise<ProbeResult> {
  const { account, sources, wanted, cache, urgency, timeoutMs, signal, clock } = options;
  const memory = cache === undefined ? shortMemory(account, clock) : fileMemory(cache, account, urgency, clock);

  const walk = async (before: readonly SourceTry[], goesOn: () => Promise<boolean>): Promise<ProbeResult> => {
    const resting = recentProblem((await memory.read()).problem, urgency, clock.now());
    const climbed = await climb({ ...options, memory, resting, goesOn });
    const reading = climbed.reading ?? noSource(options);
    const isNews = !reading.ok && reading.problem !== resting && !NOT_KEPT.has(reading.problem.code);
    const state = isNews ? await memory.keep(reading) : await memory.read();
    return { reading, tried: [...before, ...climbed.tried], state };
  };
  if (cache === undefined) return walk([], async () => true);

  const fromCache = async (): Promise<ProbeResult> => {
    const state = await memory.read();
    const reading = remembered(state.good, wanted, clock.now());
    return { reading, tried: [{ source: 'cache', reading }], state };
  };
  const known = await fromCache();
  if (sources.length === 0) {
    const tells = wanted.source !== undefined && TELLING.has(wanted.source);
    return known.reading.ok || tells ? known : { ...known, reading: noSource(options) };
  }
  if (wanted.maxAgeMs > 0 && isEnough(known.reading, wanted, clock.now())) return known;
  const turn = await turnToAsk(cache, account, { stepMs: timeoutMs + ENDING_MS, steps: sources.length, clock, signal });
  if (turn === null) {
    return { ...known, reading: problem('busy', 'Another process asks this account, and does not end.', clock.now()) };
  }
  try {
    const { reading, tried, state } = turn.waited ? await fromCache() : known;
    if (turn.waited && isEnough(reading, wanted, clock.now())) return { reading, tried, state };
    if (turn.waited && state.problem !== null && state.problem.at >= wanted.since) {
      return { reading: { ok: false, problem: state.problem }, tried, state };
    }
    return await walk(tried, () => turn.lock.extend());
  } finally {
    await turn.lock.release();
  }
}

function noSource({ account, wanted, clock }: LadderOptions): QuotaReading {
  const named = wanted.source === undefined ? '' : ` "${wanted.source}"`;
  return problem('unsupported', `${AGENTS[account.agent].title} has no source${named} to ask.`, clock.now());
}
