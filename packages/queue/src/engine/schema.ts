import type { SqliteFormat } from '@ccx/contracts/sqlite';

/**
 * Format 1. Times are whole milliseconds since 1970. A bucket is a lane, a type and a limit key: what blocks an item
 * blocks its whole bucket, so a claim looks at the first item of each bucket and never at those behind it.
 */
const VERSION_1 = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE buckets (
  id INTEGER PRIMARY KEY,
  lane TEXT NOT NULL,
  type TEXT NOT NULL,
  limit_key TEXT NOT NULL,
  UNIQUE (lane, type, limit_key)
);

CREATE TABLE items (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  bucket INTEGER NOT NULL REFERENCES buckets (id),
  priority INTEGER NOT NULL,
  run_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  dedup TEXT,
  payload TEXT NOT NULL,
  on_effects TEXT NOT NULL,
  max_attempts INTEGER,
  cron TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  stalls INTEGER NOT NULL DEFAULT 0,
  reason TEXT,
  last_error TEXT,
  progress TEXT,
  result TEXT,
  wake_at INTEGER,
  hold TEXT,
  hold_until INTEGER,
  parked INTEGER NOT NULL DEFAULT 0,
  cancelling INTEGER NOT NULL DEFAULT 0,
  token INTEGER NOT NULL DEFAULT 0,
  weight INTEGER NOT NULL DEFAULT 1,
  lease_ms INTEGER,
  lease_wall INTEGER,
  lease_mono INTEGER,
  boot TEXT
);
CREATE UNIQUE INDEX items_dedup ON items (dedup)
  WHERE dedup IS NOT NULL AND state IN ('waiting', 'delayed', 'held', 'running', 'needs-human');
CREATE INDEX items_waiting ON items (bucket, priority, run_at, seq) WHERE state = 'waiting';
CREATE INDEX items_running ON items (bucket) WHERE state = 'running';
CREATE INDEX items_wake ON items (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX items_state ON items (state);

CREATE TABLE needs (
  item INTEGER NOT NULL REFERENCES items (seq) ON DELETE CASCADE,
  needed INTEGER NOT NULL REFERENCES items (seq),
  PRIMARY KEY (item, needed)
) WITHOUT ROWID;
CREATE INDEX needs_needed ON needs (needed);

CREATE TABLE attempts (
  item INTEGER NOT NULL REFERENCES items (seq) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  worker TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  outcome TEXT NOT NULL,
  reason TEXT,
  progress TEXT,
  ran INTEGER NOT NULL DEFAULT 0,
  cost REAL,
  PRIMARY KEY (item, number)
) WITHOUT ROWID;
CREATE INDEX attempts_ran ON attempts (started_at) WHERE ran = 1;

CREATE TABLE holds (
  lane TEXT NOT NULL,
  type TEXT NOT NULL,
  until INTEGER,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  laid_by TEXT NOT NULL,
  PRIMARY KEY (lane, type)
) WITHOUT ROWID;

CREATE TABLE parks (
  key TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  until INTEGER
) WITHOUT ROWID;

CREATE TABLE starts (name TEXT NOT NULL, at INTEGER NOT NULL, item INTEGER);
CREATE INDEX starts_at ON starts (name, at);

CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  item TEXT,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL
);
`;

/** `ccxq` in ASCII marks the file as a queue of ccx. */
export const QUEUE_FORMAT: SqliteFormat = {
  applicationId: 0x63637871,
  migrations: [{ since: '0.1.0', sql: VERSION_1 }],
};
