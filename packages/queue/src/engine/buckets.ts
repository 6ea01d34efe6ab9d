/**
 * A table `present (bucket)` of the buckets in which something waits: one step along the index for each, however many
 * items it holds. SQLite would rather read all that waits, so the index is named.
 */
export const PRESENT_BUCKETS = `
present (bucket) AS (
  SELECT (SELECT bucket FROM items INDEXED BY items_waiting WHERE state = 'waiting' ORDER BY bucket LIMIT 1)
  UNION ALL
  SELECT (SELECT bucket FROM items INDEXED BY items_waiting
          WHERE state = 'waiting' AND bucket > present.bucket ORDER BY bucket LIMIT 1)
  FROM present WHERE present.bucket IS NOT NULL
)`;
