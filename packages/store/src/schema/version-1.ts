/**
 * Format 1. Times are milliseconds since 1970, money is in billionths of a US dollar, so that sums are exact whatever
 * their order. Long texts that repeat are kept once, in `texts`; there 0 stands for `null`.
 */
export const VERSION_1: string = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE accounts (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE, -- Account.id
  agent TEXT NOT NULL,
  config_dir TEXT
) STRICT;

CREATE TABLE files (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  cursor TEXT NOT NULL,
  archived INTEGER NOT NULL,
  call_lines INTEGER NOT NULL, -- that told of a call, of one call as often as they did
  skipped TEXT NOT NULL -- JSON: lines by reason
) STRICT;

CREATE TABLE file_accounts (
  account INTEGER NOT NULL REFERENCES accounts,
  file INTEGER NOT NULL REFERENCES files,
  PRIMARY KEY (account, file)
) STRICT, WITHOUT ROWID;

-- In which repository a folder lies; all three are texts.
CREATE TABLE folders (
  cwd INTEGER PRIMARY KEY,
  repository INTEGER NOT NULL,
  worktree INTEGER NOT NULL
) STRICT;

-- What the calls of a session have in common.
CREATE TABLE contexts (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts,
  session INTEGER NOT NULL,
  model INTEGER NOT NULL,
  cwd INTEGER NOT NULL,
  branch INTEGER NOT NULL,
  subagent INTEGER NOT NULL,
  entrypoint INTEGER NOT NULL,
  speed INTEGER NOT NULL,
  geography INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  UNIQUE (session, model, account, cwd, branch, subagent, entrypoint, speed, geography, flags)
) STRICT;

-- One row for each call and file: of several lines of a file that tell of one call, only the largest can count.
CREATE TABLE records (
  id INTEGER PRIMARY KEY,
  message TEXT NOT NULL,
  message_hash INTEGER NOT NULL, -- 32 bits: an index of the texts would be three times as large, and its every page written again and again
  request TEXT,
  part INTEGER NOT NULL,
  file INTEGER NOT NULL REFERENCES files,
  context INTEGER NOT NULL REFERENCES contexts,
  at INTEGER NOT NULL,
  input INTEGER NOT NULL,
  output INTEGER NOT NULL,
  cache_read INTEGER NOT NULL,
  cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL,
  reasoning INTEGER,
  web_searches INTEGER,
  cost INTEGER,
  archived INTEGER NOT NULL, -- the record itself says so
  counted INTEGER NOT NULL -- 0 a copy; 1 a call; 2 a call of which only archived transcripts tell
) STRICT;
CREATE INDEX records_by_message ON records (message_hash);
CREATE INDEX records_by_file ON records (file);
CREATE INDEX records_counted ON records (at / 900000, context) WHERE counted > 0;

-- Sums of the records that count, by quarters of an hour, in which every zone's days begin.
CREATE TABLE cells (
  slot INTEGER NOT NULL,
  context INTEGER NOT NULL REFERENCES contexts,
  calls INTEGER NOT NULL,
  archived INTEGER NOT NULL,
  input INTEGER NOT NULL,
  output INTEGER NOT NULL,
  cache_read INTEGER NOT NULL,
  cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL,
  reasoning INTEGER,
  web_searches INTEGER,
  cost INTEGER,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (slot, context)
) STRICT, WITHOUT ROWID;

CREATE TABLE turns (
  message TEXT NOT NULL,
  file INTEGER NOT NULL REFERENCES files,
  account INTEGER NOT NULL REFERENCES accounts,
  session INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (message, file)
) STRICT, WITHOUT ROWID;
CREATE INDEX turns_by_time ON turns (account, at);
CREATE INDEX turns_by_file ON turns (file);

CREATE TABLE session_costs (
  file INTEGER NOT NULL REFERENCES files,
  account INTEGER NOT NULL REFERENCES accounts,
  session INTEGER NOT NULL,
  model INTEGER NOT NULL,
  at INTEGER NOT NULL,
  input INTEGER NOT NULL,
  output INTEGER NOT NULL,
  cache_read INTEGER NOT NULL,
  cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL,
  reasoning INTEGER,
  web_searches INTEGER,
  cost INTEGER,
  PRIMARY KEY (file, account, session, model)
) STRICT, WITHOUT ROWID;

CREATE TABLE hook_events (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  profile TEXT,
  session TEXT NOT NULL,
  event TEXT NOT NULL,
  at INTEGER NOT NULL,
  transcript TEXT,
  cwd TEXT,
  model TEXT,
  source TEXT,
  permission TEXT,
  reason TEXT,
  error TEXT,
  error_details TEXT,
  trigger TEXT
) STRICT;
CREATE INDEX hook_events_prompts ON hook_events (account, session, at) WHERE event = 'UserPromptSubmit';
CREATE INDEX hook_events_failed ON hook_events (account, at) WHERE error IS NOT NULL OR error_details IS NOT NULL;

CREATE TABLE sessions (
  account TEXT NOT NULL,
  session TEXT NOT NULL,
  profile TEXT,
  transcript TEXT,
  cwd TEXT,
  model TEXT,
  source TEXT,
  permission TEXT,
  started_at INTEGER,
  ended_at INTEGER,
  last_seen_at INTEGER NOT NULL,
  status TEXT NOT NULL,
  end_reason TEXT,
  failure_error TEXT,
  failure_details TEXT,
  compact_count INTEGER NOT NULL,
  PRIMARY KEY (account, session)
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_time ON sessions (last_seen_at);

CREATE TABLE profile_health (
  account TEXT PRIMARY KEY,
  checked_at INTEGER NOT NULL,
  auth_status TEXT NOT NULL,
  auth_detail TEXT NOT NULL,
  has_login INTEGER NOT NULL,
  account_uuid TEXT,
  email TEXT,
  organization TEXT,
  organization_id TEXT,
  plan TEXT,
  config_dir TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE quota_samples (
  account TEXT NOT NULL,
  window TEXT NOT NULL,
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  used_percent REAL NOT NULL,
  resets_at INTEGER,
  PRIMARY KEY (account, window, at, source)
) STRICT, WITHOUT ROWID;
`;
