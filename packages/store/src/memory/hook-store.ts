import type { HookEvent, HookStore } from '@ccx/contracts';
import { instantOf, msOf, type Row, textOf, textOrNull } from '@ccx/contracts/sqlite';
import type { Connection } from '../sqlite/connection.ts';

const ADD = `INSERT INTO hook_events (account, profile, session, event, at, transcript, cwd, model, source, permission,
  reason, error, error_details, trigger) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const FAILED = `SELECT * FROM hook_events
  WHERE account = ? AND at >= ? AND (error IS NOT NULL OR error_details IS NOT NULL) ORDER BY at DESC, id DESC`;

export function hookStore(connection: Connection): HookStore {
  return {
    insertHookEvent: (event) =>
      connection.write('durable', () => {
        connection
          .sql(ADD)
          .run(
            event.accountId,
            event.profile,
            event.session,
            event.event,
            msOf(event.timestamp),
            event.transcript,
            event.cwd,
            event.model,
            event.source,
            event.permission,
            event.reason,
            event.error,
            event.errorDetails,
            event.trigger,
          );
      }),
    recentFailures: (accountId, since) =>
      connection.read(() => connection.sql(FAILED).all(accountId, msOf(since)).map(eventOf)),
  };
}

function eventOf(row: Row): HookEvent {
  return {
    accountId: textOf(row['account']),
    profile: textOrNull(row['profile']),
    session: textOf(row['session']),
    event: textOf(row['event']),
    timestamp: instantOf(row['at']),
    transcript: textOrNull(row['transcript']),
    cwd: textOrNull(row['cwd']),
    model: textOrNull(row['model']),
    source: textOrNull(row['source']),
    permission: textOrNull(row['permission']),
    reason: textOrNull(row['reason']),
    error: textOrNull(row['error']),
    errorDetails: textOrNull(row['error_details']),
    trigger: textOrNull(row['trigger']),
  };
}
