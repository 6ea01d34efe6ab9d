import type { Account, Clock, Env, QuotaProblem, QuotaReading, QuotaSource } from '@ccx/contracts';
import { isEnough, type Wanted } from './enough.ts';
import type { Memory } from './memory.ts';

/** What a source said; `cache` is what was remembered of the others, and of runs and status lines. */
export interface SourceTry {
  readonly source: QuotaSource['id'] | 'cache';
  readonly reading: QuotaReading;
}

/** What a walk up the ladder needs of the world. */
export interface Climb {
  readonly account: Account;
  /** From cheap to dear. */
  readonly sources: readonly QuotaSource[];
  readonly wanted: Wanted;
  /** `undefined`: only where the others say that this CLI does not have them. */
  readonly mayOpenWindow: boolean | undefined;
  readonly env: Env;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly memory: Memory;
  /** Why nothing is started now; what starts nothing is still asked. */
  readonly resting: QuotaProblem | null;
  /** Asked before each source. */
  readonly goesOn: () => Promise<boolean>;
}

export interface Climbed {
  /** `null` where no source was asked. */
  readonly reading: QuotaReading | null;
  readonly tried: readonly SourceTry[];
}

/** Nothing dearer will know better: these are about the account, the login or the endpoint, not about the way to ask. */
const CONCLUSIVE: ReadonlySet<string> = new Set([
  'cli-missing',
  'not-logged-in',
  'auth-expired',
  'not-a-subscription',
  'no-limit-rows',
  'usage-endpoint-limited',
  'usage-endpoint-failed',
]);
/** The CLI does not have this way to be asked. */
const LACKING: ReadonlySet<string> = new Set(['cli-too-old', 'unsupported']);

/**
 * Asks one source after another until the numbers are young enough. All that is asked in one walk is one probe: it is
 * paid for once.
 */
export async function climb(of: Climb): Promise<Climbed> {
  const { account, sources, wanted, env, signal, clock, memory } = of;
  const tried: SourceTry[] = [];
  /** `undefined`: not asked for yet; `null`: paid. */
  let refused: QuotaProblem | null | undefined;
  for (const source of sources) {
    if (!mayTry(source, of, tried)) continue;
    if (!(await of.goesOn())) break;
    if (source.cost.process && of.resting !== null) {
      tried.push({ source: source.id, reading: { ok: false, problem: of.resting } });
      continue;
    }
    if (source.cost.usageEndpoint) {
      refused = refused === undefined ? await memory.spend() : refused;
      if (refused !== null) {
        tried.push({ source: source.id, reading: { ok: false, problem: refused } });
        continue;
      }
    }
    const said = await source.read(account, { env, signal });
    const reading = source.cost.usageEndpoint ? await memory.settle(said) : said;
    tried.push({ source: source.id, reading });
    if (!reading.ok) {
      if (CONCLUSIVE.has(reading.problem.code)) break;
      continue;
    }
    const { good } = await memory.keep(reading);
    const now = clock.now();
    const merged: QuotaReading = wanted.source === undefined && good !== null ? { ok: true, snapshot: good } : reading;
    if (isEnough(merged, wanted, now) || isEnough(reading, wanted, now)) return { reading: merged, tried };
    // No window at all is an answer of the account, not of the way to ask.
    if (source.cost.usageEndpoint && reading.snapshot.windows.length === 0) return { reading, tried };
  }
  return { reading: lastOf(tried), tried };
}

function mayTry({ id, cost }: QuotaSource, { wanted, mayOpenWindow }: Climb, tried: readonly SourceTry[]): boolean {
  if (wanted.source !== undefined) return id === wanted.source;
  if (!cost.mayOpenWindow || mayOpenWindow !== undefined) return !cost.mayOpenWindow || mayOpenWindow === true;
  return tried.every(({ reading }) => !reading.ok && LACKING.has(reading.problem.code));
}

/** The last problem that says something; else numbers that are older than wanted. */
function lastOf(tried: readonly SourceTry[]): QuotaReading | null {
  const readings = tried.map(({ reading }) => reading);
  const problems = readings.filter((reading) => !reading.ok);
  return (
    problems.findLast(({ problem }) => problem.code !== 'nothing-recorded') ??
    problems.at(-1) ??
    readings.at(-1) ??
    null
  );
}
