import type { Usage } from '@ccx/contracts';
import { numberOf, numberOrNull, type Row } from '@ccx/contracts/sqlite';

/** The columns of a `Usage`, in the order in which {@link usageValues} gives them. */
export const USAGE_COLUMNS = 'input, output, cache_read, cache_write_5m, cache_write_1h, reasoning, web_searches';

export function usageValues(usage: Usage): readonly (number | null)[] {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h, reasoning = null, webSearches = null } = usage;
  return [input, output, cacheRead, cacheWrite5m, cacheWrite1h, reasoning, webSearches];
}

/** Also of sums: a part that none of the rows told stays absent. */
export function usageOf(row: Row): Usage {
  const reasoning = numberOrNull(row['reasoning']);
  const webSearches = numberOrNull(row['web_searches']);
  return {
    input: numberOf(row['input']),
    output: numberOf(row['output']),
    cacheRead: numberOf(row['cache_read']),
    cacheWrite5m: numberOf(row['cache_write_5m']),
    cacheWrite1h: numberOf(row['cache_write_1h']),
    ...(reasoning === null ? {} : { reasoning }),
    ...(webSearches === null ? {} : { webSearches }),
  };
}
