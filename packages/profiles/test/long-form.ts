/** How often a property is tried: shortly with every `npm test`, so many times more where `CCX_LONG` says so. */
export function cases(short: number): number {
  return short * Number(process.env['CCX_LONG'] ?? 1);
}
