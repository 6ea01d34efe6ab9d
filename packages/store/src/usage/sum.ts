import type { Usage } from '@ccx/contracts';
import { numberOf, numberOrNull } from '../sqlite/columns.ts';
import { toUsd } from './money.ts';

/** The columns of a sum over records, in the order in which {@link Sum.add} takes them. */
export const SUM_COLUMNS = `count(*), sum(counted) - count(*), sum(input), sum(output), sum(cache_read), sum(cache_write_5m),
  sum(cache_write_1h), sum(reasoning), sum(web_searches), sum(cost)`;

/** Calls added up. What none of them told stays `null`, which is not zero. */
export class Sum {
  calls = 0;
  archivedCalls = 0;
  readonly sessions: Set<number> = new Set();
  #input = 0;
  #output = 0;
  #cacheRead = 0;
  #cacheWrite5m = 0;
  #cacheWrite1h = 0;
  #reasoning: number | null = null;
  #webSearches: number | null = null;
  #cost: number | null = null;

  /** Adds a row that begins with {@link SUM_COLUMNS}. */
  add(session: number, cells: readonly unknown[]): void {
    const [calls, archived, input, output, cacheRead, write5m, write1h, reasoning, webSearches, cost] = cells;
    this.sessions.add(session);
    this.calls += numberOf(calls);
    this.archivedCalls += numberOf(archived);
    this.#input += numberOf(input);
    this.#output += numberOf(output);
    this.#cacheRead += numberOf(cacheRead);
    this.#cacheWrite5m += numberOf(write5m);
    this.#cacheWrite1h += numberOf(write1h);
    this.#reasoning = plus(this.#reasoning, numberOrNull(reasoning));
    this.#webSearches = plus(this.#webSearches, numberOrNull(webSearches));
    this.#cost = plus(this.#cost, numberOrNull(cost));
  }

  get usage(): Usage {
    return {
      input: this.#input,
      output: this.#output,
      cacheRead: this.#cacheRead,
      cacheWrite5m: this.#cacheWrite5m,
      cacheWrite1h: this.#cacheWrite1h,
      ...(this.#reasoning === null ? {} : { reasoning: this.#reasoning }),
      ...(this.#webSearches === null ? {} : { webSearches: this.#webSearches }),
    };
  }

  get vendorCostUsd(): number | null {
    return toUsd(this.#cost);
  }
}

function plus(sum: number | null, more: number | null): number | null {
  return more === null ? sum : (sum ?? 0) + more;
}
