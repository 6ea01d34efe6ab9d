import type { Usage } from '@ccx/contracts';

/** The sum of several usages, `null` of none. What none of them says stays unsaid. */
export function sumUsage(usages: readonly Usage[]): Usage | null {
  const [first, ...others] = usages;
  return first === undefined ? null : others.reduce(add, first);
}

function add(a: Usage, b: Usage): Usage {
  const reasoning = addSaid(a.reasoning, b.reasoning);
  const webSearches = addSaid(a.webSearches, b.webSearches);
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
    cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(webSearches === undefined ? {} : { webSearches }),
  };
}

function addSaid(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
}
