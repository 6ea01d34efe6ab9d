import type { SessionStatus, SessionStore, SessionTelemetry } from '@ccx/contracts';
import {
  instantOf,
  instantOrNull,
  msOf,
  msOrNull,
  numberOf,
  type Row,
  textOf,
  textOrNull,
  wordOf,
} from '@ccx/contracts/sqlite';
import type { Connection } from '../sqlite/connection.ts';

const STATUSES: readonly SessionStatus[] = ['running', 'completed', 'failed', 'ended', 'unknown'];

const ONE = 'SELECT * FROM sessions WHERE account = ? AND session = ?';
const KEEP = `INSERT OR REPLACE INTO sessions (account, session, profile, transcript, cwd, model, source, permission,
  started_at, ended_at, last_seen_at, status, end_reason, failure_error, failure_details, compact_count)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const LIST = `SELECT * FROM sessions
  WHERE (?1 IS NULL OR profile = ?1 OR account = ?1) AND (?2 IS NULL OR status = ?2) AND last_seen_at >= ?3
  ORDER BY last_seen_at DESC, account, session LIMIT ?4`;

export function sessionStore(connection: Connection): SessionStore {
  return {
    updateSession: (accountId, session, change) =>
      connection.write('durable', () => {
        const row = connection.sql(ONE).get(accountId, session);
        const after = change(row === undefined ? null : sessionOf(row));
        // The key is what was asked for, so that a change cannot overwrite another session.
        connection
          .sql(KEEP)
          .run(
            accountId,
            session,
            after.profile,
            after.transcript,
            after.cwd,
            after.model,
            after.source,
            after.permission,
            msOrNull(after.startedAt),
            msOrNull(after.endedAt),
            msOf(after.lastSeenAt),
            after.status,
            after.endReason,
            after.failureError,
            after.failureDetails,
            after.compactCount,
          );
        return { ...after, accountId, session };
      }),
    querySessions: ({ profile = null, status = null, since, limit = 50 }) =>
      connection.read(() =>
        connection
          .sql(LIST)
          .all(profile, status, since === undefined ? 0 : msOf(since), limit)
          .map(sessionOf),
      ),
  };
}

function sessionOf(row: Row): SessionTelemetry {
  return {
    accountId: textOf(row['account']),
    profile: textOrNull(row['profile']),
    session: textOf(row['session']),
    transcript: textOrNull(row['transcript']),
    cwd: textOrNull(row['cwd']),
    model: textOrNull(row['model']),
    source: textOrNull(row['source']),
    permission: textOrNull(row['permission']),
    startedAt: instantOrNull(row['started_at']),
    endedAt: instantOrNull(row['ended_at']),
    lastSeenAt: instantOf(row['last_seen_at']),
    status: wordOf(STATUSES, row['status']),
    endReason: textOrNull(row['end_reason']),
    failureError: textOrNull(row['failure_error']),
    failureDetails: textOrNull(row['failure_details']),
    compactCount: numberOf(row['compact_count']),
  };
}
