/**
 * How many cases a property is tried on: the short form with every `npm test`, and so many times more of them where
 * `CCX_LONG` says so.
 */
export function cases(short: number): number {
  return short * Number(process.env['CCX_LONG'] ?? 1);
}
