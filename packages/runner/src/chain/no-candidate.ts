import { CcxError, type Route } from '@ccx/contracts';
import { nameOf } from './words.ts';

/** No account could be tried at all. Its cause is the route, see {@link routeOf}. */
export function noCandidate(route: Route): CcxError {
  const { candidates, earliest } = route;
  const blocked = candidates.map((one) => `${nameOf(one.target)}: ${one.blocked?.reason ?? 'not free now'}`);
  const looked = blocked.length === 0 ? 'No account was found.' : `No account can run this now. ${blocked.join('; ')}.`;
  const hint = earliest === null ? 'It is not known when one comes back.' : `The first one comes back at ${earliest}.`;
  return new CcxError('no_candidate', looked, { hint, cause: route });
}

/** The caller went away while the router was looking, perhaps for hours. Nothing was started. */
export function stoppedBefore(): CcxError {
  return new CcxError('no_candidate', 'The run was stopped before it began: no account had been found yet.');
}

/**
 * The route that a chain was refused with: with candidates all of them are out of room, until `earliest` where that is
 * known; without any there is nothing to choose from. `null` for every other error, also for a chain that was stopped
 * before a router had answered.
 *
 * @example
 * const route = routeOf(error);
 * process.exitCode = route !== null && route.candidates.length > 0 ? 75 : 3;
 */
export function routeOf(error: unknown): Route | null {
  if (!CcxError.is(error, 'no_candidate')) return null;
  return isRoute(error.cause) ? error.cause : null;
}

/** By its shape: another installed copy of this package may have made it. */
function isRoute(value: unknown): value is Route {
  if (typeof value !== 'object' || value === null || !('candidates' in value)) return false;
  return Array.isArray(value.candidates) && 'reservation' in value && 'earliest' in value;
}
