import type { Connection } from '../sqlite/connection.ts';
import { SLOT_MS } from './calendar.ts';

/** What {@link CELLS_OF_RECORDS} and the table `cells` give of each context and quarter of an hour. */
export const CELL_SUMS = `count(*) AS calls, sum(counted) - count(*) AS archived, sum(input) AS input,
  sum(output) AS output, sum(cache_read) AS cache_read, sum(cache_write_5m) AS cache_write_5m,
  sum(cache_write_1h) AS cache_write_1h, sum(reasoning) AS reasoning, sum(web_searches) AS web_searches,
  sum(cost) AS cost, min(at) AS first, max(at) AS last`;

const FORGET = `DELETE FROM cells WHERE (slot, context) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))`;
const ADD_UP = `INSERT INTO cells SELECT at / ${SLOT_MS}, context, ${CELL_SUMS}
  FROM json_each(?) stale CROSS JOIN records INDEXED BY records_counted
  WHERE counted > 0 AND at / ${SLOT_MS} = (stale.value ->> 0) AND context = (stale.value ->> 1) GROUP BY stale.key`;

/**
 * Keeps the sums of the calls that count, because a report would add up the same ones at each run. A transaction says
 * where calls came, went or were decided anew, and adds these cells up once, before it ends.
 */
export class Cells {
  readonly #connection: Connection;
  readonly #stale = new Map<string, readonly [number, number]>();

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onRollback(() => this.#stale.clear());
  }

  /** Something changed in what counts of this context at this time, in milliseconds. */
  touch(context: number, at: number): void {
    const slot = Math.floor(at / SLOT_MS);
    this.#stale.set(`${slot} ${context}`, [slot, context]);
  }

  settle(): void {
    if (this.#stale.size === 0) return;
    const stale = JSON.stringify([...this.#stale.values()]);
    this.#connection.sql(FORGET).run(stale);
    this.#connection.sql(ADD_UP).run(stale);
    this.#stale.clear();
  }
}
