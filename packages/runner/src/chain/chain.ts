import type { Clock, Reservation, Route, Router, RunAttempt, RunNeed, RunRequest, RunTarget } from '@ccx/contracts';
import { backoffMs } from './backoff.ts';
import { continuation, type EffectsPorts } from './effects.ts';
import { nextStep } from './next-step.ts';
import { remaining } from './remaining.ts';
import { nameOf, noCandidate, whatHappened } from './words.ts';

/** A router that offers the same for ever must not cost for ever. */
const MOST_ATTEMPTS = 25;

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
}

/** What is to be sent next. */
interface Plan {
  readonly request: RunRequest;
  readonly why: string;
}

/**
 * Makes attempts as the router offers them and the rules allow. A reservation is given back whatever happens.
 *
 * @throws {CcxError} `no_candidate` where there was nothing to try; what the first attempt could not begin for
 */
export async function runChain({ request, need, router }: ChainCall, ports: ChainPorts): Promise<ChainEnd> {
  const { clock, stopped, say } = ports;
  let beganMs = Date.parse(clock.now());
  const attempts: RunAttempt[] = [];
  /** What the last attempt was started with, caps as the caller gave them. */
  let sent = request;

  const end = (warning?: string): ChainEnd => {
    if (warning !== undefined) {
      say(warning);
      const last = attempts.pop();
      if (last !== undefined) attempts.push({ ...last, warnings: [...last.warnings, warning] });
    }
    return { attempts, cancelled: false };
  };

  /** `null`: go on elsewhere. */
  async function onAccount(target: RunTarget, first: Plan): Promise<ChainEnd | null> {
    let plan = first;
    for (let tries = 1; ; tries += 1) {
      const nowMs = Date.parse(clock.now());
      // The wait for the first account is not part of the run.
      if (attempts.length === 0) beganMs = nowMs;
      const capped = attempts.length === 0 ? plan.request : remaining(plan.request, attempts, nowMs - beganMs);
      if (capped === null) return end('The time or the money for this run is used up.');
      if (attempts.length >= MOST_ATTEMPTS) return end(`The run was given up after ${MOST_ATTEMPTS} attempts.`);
      try {
        attempts.push({ ...(await ports.attempt(capped, target)), why: plan.why });
      } catch (error) {
        if (attempts.length === 0) throw error;
        return end(`${nameOf(target)} could not be tried: ${error instanceof Error ? error.message : String(error)}`);
      }
      sent = plan.request;
      const last = attempts.at(-1);
      const step = last === undefined ? 'end' : nextStep(last.outcome, tries);
      if (last === undefined || step === 'end') return end();
      if (stopped.aborted) return { attempts, cancelled: true };
      if (step === 'elsewhere') return null;

      const again = await continuation(sent, last, target, ports);
      if (again.is === 'stuck') return end(`${whatHappened(last)}; ${again.why}`);
      const waitMs = backoffMs(tries, ports.random);
      const why = `${whatHappened(last)}; ${effectsWords(again.is)}: trying it again`;
      say(`${why} in ${(waitMs / 1_000).toFixed(1)} s`);
      if (!(await slept(clock, waitMs, stopped))) return { attempts, cancelled: true };
      plan = { request: again.request, why };
    }
  }

  for (;;) {
    const last = attempts.at(-1);
    const asked = router.next(need, [...attempts]);
    const route = last === undefined ? await asked : await unlessStopped(asked, stopped);
    if (route === null) return { attempts, cancelled: true };
    const { reservation } = route;
    if (reservation === null) {
      if (last === undefined) throw noCandidate(route);
      return end(`${whatHappened(last)}; ${noRoom(route)}`);
    }
    try {
      const { target } = reservation;
      let plan: Plan = { request, why: 'first choice' };
      if (last !== undefined) {
        const next = await continuation(sent, last, target, ports);
        if (next.is === 'stuck') return end(`${whatHappened(last)}; ${next.why} (${nameOf(target)})`);
        if (stopped.aborted) return { attempts, cancelled: true };
        plan = {
          request: next.request,
          why: `${whatHappened(last)}; ${effectsWords(next.is)}: trying ${nameOf(target)}`,
        };
        say(plan.why);
      }
      const ended = await onAccount(target, plan);
      if (ended !== null) return ended;
    } finally {
      await released(reservation, say);
    }
  }
}

function effectsWords(is: 'rerun' | 'resume'): string {
  return is === 'rerun' ? 'no tool had run' : 'its session can be resumed';
}

function noRoom({ earliest }: Route): string {
  return earliest === null ? 'no other account has room' : `no other account has room before ${earliest}`;
}

/** What cannot be given back must not cost the result; whoever holds places drops those of dead owners. */
async function released(reservation: Reservation, say: (text: string) => void): Promise<void> {
  try {
    await reservation.release();
  } catch (error) {
    say(`A place could not be given back: ${error instanceof Error ? error.message : String(error)}`);
  }
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

/** A router may take hours; one that answers when nobody waits any more gets its place back. */
async function unlessStopped(asked: Promise<Route>, stopped: AbortSignal): Promise<Route | null> {
  let stop = (): void => {};
  const end = new Promise<null>((resolve) => {
    stop = () => resolve(null);
  });
  stopped.addEventListener('abort', stop, { once: true });
  if (stopped.aborted) stop();
  try {
    const route = await Promise.race([end, asked]);
    if (route === null) void asked.then(({ reservation }) => reservation?.release()).catch(() => {});
    return route;
  } finally {
    stopped.removeEventListener('abort', stop);
  }
}
