import type { Usage } from '@ccx/contracts';

/** No tokens at all. */
export const NO_USAGE: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, webSearches: 0 };

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
    cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
    webSearches: (a.webSearches ?? 0) + (b.webSearches ?? 0),
  };
}

/** What is left of a whole without a part of it. */
export function subtractUsage(whole: Usage, part: Usage): Usage {
  const cacheWrite = cacheWrites(whole) - cacheWrites(part);
  // The two writes are told apart less surely than their sum: a call that says neither counts as 5 minutes.
  const cacheWrite1h = Math.min(Math.max(whole.cacheWrite1h - part.cacheWrite1h, 0), cacheWrite);
  return {
    input: whole.input - part.input,
    output: whole.output - part.output,
    cacheRead: whole.cacheRead - part.cacheRead,
    cacheWrite5m: cacheWrite - cacheWrite1h,
    cacheWrite1h,
    webSearches: (whole.webSearches ?? 0) - (part.webSearches ?? 0),
  };
}

/** Whether one may be a part of the other. */
export function isWithin(part: Usage, whole: Usage): boolean {
  return (
    part.input <= whole.input &&
    part.output <= whole.output &&
    part.cacheRead <= whole.cacheRead &&
    cacheWrites(part) <= cacheWrites(whole) &&
    (part.webSearches ?? 0) <= (whole.webSearches ?? 0)
  );
}

/** Whether there is nothing in it, no web search either. */
export function isNoUsage(usage: Usage): boolean {
  return isWithin(usage, NO_USAGE);
}

function cacheWrites({ cacheWrite5m, cacheWrite1h }: Usage): number {
  return cacheWrite5m + cacheWrite1h;
}
