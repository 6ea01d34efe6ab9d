import type { Instant, Router } from '@ccx/contracts';
import type { AccountRouter } from '@ccx/headroom';
import { candidateRows } from '../candidate-view/candidate-rows.ts';
import { pickReason } from '../candidate-view/pick-reason.ts';
import type { Choice } from '../compose/choice.ts';
import { systemClock } from '../compose/clock.ts';
import { targetName } from '../render/account-name.ts';
import { clockTime } from '../render/clock-time.ts';
import { duration } from '../render/duration.ts';
import { printableLine } from '../render/printable.ts';
import type { Terminal } from '../render/terminal.ts';
import type { RunView } from '../run-view/run-view.ts';
import { parseCount } from './parse-values.ts';
import type { RunFlags } from './run-options.ts';

export interface RunRouteOptions {
  readonly flags: Pick<RunFlags, 'wait' | 'explain' | 'maxAttempts' | 'profile'>;
  readonly choice: Choice;
  readonly view: RunView;
  readonly terminal: Terminal;
}

/** A router that says aloud what a person asked to hear, waits where it may, and ends where it shall. */
export interface RunRoute {
  readonly router: Router;
  /** Whoever still waits does so no more. */
  stop(): void;
}

export async function routeRun(inner: AccountRouter, options: RunRouteOptions): Promise<RunRoute> {
  const { flags, view, terminal } = options;
  const over = new AbortController();
  const attempts = flags.maxAttempts === undefined ? null : parseCount(flags.maxAttempts, '--max-attempts');
  const said =
    flags.explain === true || flags.profile === 'auto' ? explaining(inner, options) : passingOver(inner, options);
  const { atMost, waitingRouter } = await import('@ccx/headroom');
  const waiting =
    flags.wait === true
      ? waitingRouter(said, {
          clock: systemClock,
          signal: over.signal,
          onWait: ({ until }) => sayWait(until, view, terminal),
        })
      : said;
  return { router: attempts === null ? waiting : atMost(waiting, attempts), stop: () => over.abort() };
}

/** Tells each choice before the run that follows from it. */
function explaining(inner: AccountRouter, { flags, choice, view, terminal }: RunRouteOptions): Router {
  return {
    async next(need, before) {
      const route = await inner.next(need, before);
      if (flags.explain === true) {
        for (const row of candidateRows(route.candidates, terminal, new Date().toISOString())) view.say(row.slice(1));
      }
      const [best] = route.candidates;
      if (route.reservation !== null && best !== undefined) {
        const name = targetName(route.reservation.target, terminal.home);
        view.say(`picked ${name}, ${pickReason(choice, best)}`);
      }
      return route;
    },
  };
}

/** Tells why nobody of an earlier wish was taken, where that is for a person to mend: a limit tells itself. */
function passingOver(inner: AccountRouter, { view, terminal }: RunRouteOptions): Router {
  return {
    async next(need, before) {
      const route = await inner.next(need, before);
      const chosen = route.reservation?.target.account.id;
      const at = need.groups?.findIndex((group) => group.some((id) => id === chosen)) ?? -1;
      const earlier = need.groups?.slice(0, Math.max(at, 0)).flat() ?? [];
      const tried = before.map(({ target }) => target.account.id);
      for (const { target, blocked } of route.candidates) {
        const { id } = target.account;
        if (blocked?.endsBy !== 'person' || !earlier.includes(id) || tried.includes(id)) continue;
        view.say(`${targetName(target, terminal.home)} was passed over: ${printableLine(blocked.reason)}`);
      }
      return route;
    },
  };
}

/** On a terminal the time that is left counts down; elsewhere it is said once. */
function sayWait(until: Instant, view: RunView, { timeZone }: Terminal): void {
  const words = (): string => {
    const now = new Date().toISOString();
    const leftMs = Math.max(0, Date.parse(until) - Date.parse(now));
    return `waiting for room until ${clockTime(until, { now, timeZone })} (${duration(leftMs)})`;
  };
  if (view.waiting === undefined) return view.say(words());
  view.say(`no account has room before ${clockTime(until, { now: new Date().toISOString(), timeZone })}`);
  view.waiting(words);
}
