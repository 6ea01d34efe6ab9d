import type { QuotaHistory, QuotaSample, QuotaSourceId } from '@ccx/contracts';
import { instantOf, instantOrNull, msOf, msOrNull, numberOf, type Row, textOf, wordOf } from '@ccx/contracts/sqlite';
import type { Connection } from '../sqlite/connection.ts';
import { bounds } from '../usage/range.ts';

const SOURCES: readonly QuotaSourceId[] = [
  'run',
  'statusline',
  'control',
  'print',
  'rpc',
  'log',
  'pty',
  'tmux',
  'text',
  'turns',
];

const ADD = `INSERT OR IGNORE INTO quota_samples (account, window, at, source, used_percent, resets_at)
  VALUES (?, ?, ?, ?, ?, ?)`;
const LIST = `SELECT * FROM quota_samples
  WHERE account = ?1 AND (?2 IS NULL OR window = ?2) AND at BETWEEN ?3 AND ?4 ORDER BY at, window, source`;

export function quotaHistory(connection: Connection): QuotaHistory {
  return {
    appendQuota: ({ account, windows }) =>
      connection.write('durable', () => {
        const add = connection.sql(ADD);
        for (const { id, capturedAt, source, usedPercent, resetsAt } of windows) {
          if (usedPercent !== null) {
            add.run(account.id, id, msOf(capturedAt), source, usedPercent, msOrNull(resetsAt));
          }
        }
      }),
    keepSamples: (accountId, samples) =>
      connection.write('rescannable', () => {
        const add = connection.sql(ADD);
        for (const { windowId, at, source, usedPercent, resetsAt } of samples) {
          add.run(accountId, windowId, msOf(at), source, usedPercent, msOrNull(resetsAt));
        }
      }),
    quotaHistory: (accountId, range, windowId) =>
      connection.read(() => {
        const { from, to } = bounds(range);
        return connection
          .sql(LIST)
          .all(accountId, windowId ?? null, from, to)
          .map(sampleOf);
      }),
  };
}

function sampleOf(row: Row): QuotaSample {
  return {
    windowId: textOf(row['window']),
    at: instantOf(row['at']),
    usedPercent: numberOf(row['used_percent']),
    resetsAt: instantOrNull(row['resets_at']),
    source: wordOf(SOURCES, row['source']),
  };
}
