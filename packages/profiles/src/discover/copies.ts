/** Words by which people name what they put aside, and dates. */
const COPY =
  /(?:^|[^a-z])(?:backups?|bak|bkp|copy|disabled|old|orig|save|te?mp|trash)\d*(?:[^a-z]|$)|~$|\d{4}-?\d{2}-?\d{2}/i;

/**
 * Whether a folder's name says that it was put aside. A copy of a login is worse than none: its refresh token works once,
 * in one place.
 */
export function isCopy(name: string): boolean {
  return COPY.test(name);
}
