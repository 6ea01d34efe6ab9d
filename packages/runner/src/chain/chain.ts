import {
  allTries,
  type Clock,
  type Instant,
  type Route,
  type Router,
  type RunAttempt,
  type RunNeed,
  type RunRequest,
  type RunTarget,
} from '@ccx/contracts';
import { giveBack } from '../give-back.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { backoffMs } from './backoff.ts';
import { continuation, type Continuation, type EffectsPorts } from './effects.ts';
import { nextStep } from './next-step.ts';
import { noCandidate, stoppedBefore } from './no-candidate.ts';
import { messageOf, notBegun } from './not-begun.ts';
import { remaining } from './remaining.ts';
import { nameOf, whatHappened } from './words.ts';

/** A router that offers the same for ever must not cost for ever. */
const MOST_STARTS = 25;

/** What a chain does its work with. */
export interface ChainPorts extends EffectsPorts {
  /** One attempt, to its end; rejects where it could not begin. */
  readonly attempt: (request: RunRequest, target: RunTarget) => Promise<RunAttempt>;
  /** Tells everybody who listens why the run goes on, or does not. */
  readonly say: (text: string) => void;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Aborted when the caller wants the run to end. */
  readonly stopped: AbortSignal;
}

export interface ChainCall {
  readonly request: RunRequest;
  readonly need: RunNeed;
  readonly router: Router;
}

/** Every attempt, at least one. `cancelled`: the caller ended the run between two of them. */
export interface ChainEnd {
  readonly attempts: readonly RunAttempt[];
  readonly cancelled: boolean;
  /** When an account comes back; absent where the run did not end for want of one. */
  readonly earliest?: Instant | null;
}

/** What is to be sent next. */
interface Plan {
  readonly request: RunRequest;
  readonly why: string;
}

/**
 * Makes attempts as the router offers them and the rules allow. A reservation is given back whatever happens. The tries
 * on an overloaded account are one attempt; a target that cannot begin is none, and the router is asked for another.
 *
 * @throws {CcxError} `no_candidate` where there was nothing to try, or where the caller stopped it before there was; what
 *   the first attempt could not begin for
 */
export async function runChain({ request, need, router }: ChainCall, ports: ChainPorts): Promise<ChainEnd> {
  const { clock, stopped, say } = ports;
  let beganMs = Date.parse(clock.now());
  let starts = 0;
  const attempts: RunAttempt[] = [];
  const unable: RunAttempt[] = [];
  /** What the last attempt has to tell beside its own warnings. */
  const notes: string[] = [];
  /** Why the session cannot go on on an account that has room; the first one is told. */
  let stuck: string | null = null;
  /** What the last attempt was started with, caps as the caller gave them. */
  let sent = request;

  const note = (text: string): void => {
    say(text);
    notes.push(text);
  };
  const end = ({ cancelled = false }: { readonly cancelled?: boolean } = {}): ChainEnd => {
    const last = attempts.pop();
    if (last !== undefined) attempts.push({ ...last, warnings: [...last.warnings, ...notes] });
    return { attempts, cancelled };
  };
  const endFor = (reason: string): ChainEnd => {
    note(reason);
    return end();
  };

  /** `null`: go on elsewhere. */
  async function onAccount(target: RunTarget, first: Plan): Promise<ChainEnd | null> {
    let plan = first;
    for (let tries = 1; ; tries += 1) {
      const nowMs = Date.parse(clock.now());
      // The wait for the first account is not part of the run.
      if (attempts.length === 0) beganMs = nowMs;
      const capped =
        attempts.length === 0 ? plan.request : remaining(plan.request, allTries(attempts), nowMs - beganMs);
      if (capped === null) return endFor('The time or the money for this run is used up.');
      if (starts >= MOST_STARTS) return endFor(`The run was given up after ${MOST_STARTS} starts.`);
      starts += 1;
      let made: RunAttempt;
      try {
        made = await ports.attempt(capped, target);
      } catch (error) {
        if (attempts.length === 0) throw error;
        note(`${nameOf(target)} could not be tried: ${messageOf(error)}`);
        unable.push(notBegun(target, error, clock));
        return stopped.aborted ? end({ cancelled: true }) : null;
      }
      const earlier = tries === 1 ? undefined : attempts.pop();
      const earlierTries = earlier === undefined ? {} : { earlierTries: allTries([earlier]) };
      const last: RunAttempt = { ...made, why: plan.why, ...earlierTries };
      attempts.push(last);
      sent = plan.request;
      const step = nextStep(last.outcome, tries);
      if (step === 'end') return end();
      if (stopped.aborted) return end({ cancelled: true });
      if (step === 'elsewhere') return null;

      const again = await continuation(sent, last, target, ports);
      if (again.is === 'stuck') return endFor(`${whatHappened(last)}; ${again.why}`);
      const waitMs = backoffMs(tries, ports.random);
      const why = `${whatHappened(last)}; ${EFFECTS[again.is]}: trying it again`;
      say(`${why} in ${(waitMs / 1_000).toFixed(1)} s`);
      if (!(await slept(clock, waitMs, stopped))) return end({ cancelled: true });
      plan = { request: again.request, why };
    }
  }

  for (;;) {
    const last = attempts.at(-1);
    const askedMs = Date.parse(clock.now());
    const asked = router.next(need, [...attempts, ...unable]);
    // It may take hours; one that answers when nobody waits any more gets its place back.
    const route = await unlessAborted(asked, stopped);
    if (route === null) {
      void asked.then(({ reservation }) => reservation?.release()).catch(() => {});
      if (last === undefined) throw stoppedBefore();
      return end({ cancelled: true });
    }
    // Waiting for room is not part of the run.
    beganMs += Date.parse(clock.now()) - askedMs;
    const { reservation } = route;
    if (reservation === null) {
      if (last === undefined) throw noCandidate(route);
      return { ...endFor(`${whatHappened(last)}; ${stuck ?? noRoom(route)}`), earliest: route.earliest };
    }
    try {
      const { target } = reservation;
      let plan: Plan = { request, why: 'first choice' };
      if (last !== undefined) {
        const next = await continuation(sent, last, target, ports);
        if (next.is === 'stuck') {
          // Another account may share the history, or the first one come back.
          stuck ??= `${next.why} (${nameOf(target)})`;
          unable.push(notBegun(target, new Error(next.why), clock));
          if (unable.length >= MOST_STARTS) return endFor(`${whatHappened(last)}; ${stuck}`);
          continue;
        }
        if (stopped.aborted) return end({ cancelled: true });
        plan = { request: next.request, why: `${whatHappened(last)}; ${EFFECTS[next.is]}: trying ${nameOf(target)}` };
        say(plan.why);
      }
      const ended = await onAccount(target, plan);
      if (ended !== null) return ended;
    } finally {
      await giveBack(reservation, say);
    }
  }
}

const EFFECTS: Readonly<Record<Exclude<Continuation['is'], 'stuck'>, string>> = {
  rerun: 'no tool had run',
  'rerun-after-reads': 'tools had only read',
  resume: 'its session can be resumed',
  carried: 'its session was carried over',
};

function noRoom({ earliest }: Route): string {
  return earliest === null ? 'no other account has room' : `no other account has room before ${earliest}`;
}

/** `false`: the caller ended the run first. */
async function slept(clock: Clock, ms: number, stopped: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, stopped);
    return !stopped.aborted;
  } catch (error) {
    if (stopped.aborted) return false;
    throw error;
  }
}
