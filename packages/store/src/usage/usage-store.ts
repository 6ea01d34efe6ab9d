import type { ScanBatch, UsageStore } from '@ccx/contracts';
import { numberOf, textOf } from '@ccx/contracts/sqlite';
import type { Connection } from '../sqlite/connection.ts';
import { Cells } from './cells.ts';
import { decide } from './decide.ts';
import { keepRecords } from './keep-records.ts';
import { keepCosts } from './session-costs.ts';
import { keepTurns } from './turns.ts';
import type { Names } from './names.ts';

/** Where scanned usage is kept. Nothing is deleted but what a rewritten file said before. */
export function usageStore(connection: Connection, names: Names): UsageStore {
  const cells = new Cells(connection);
  const write = (change: () => void): void =>
    connection.write('rescannable', () => {
      change();
      cells.settle();
    });
  return {
    cursor: (file) =>
      connection.read(() => {
        const row = connection.sql('SELECT cursor FROM files WHERE path = ?').get(file);
        return row === undefined ? null : textOf(row['cursor']);
      }),
    commit: (batch) => write(() => commit(connection, names, cells, batch)),
    commitAll: (batches) =>
      write(() => {
        for (const batch of batches) commit(connection, names, cells, batch);
      }),
    files: (accountId) =>
      connection.read(() =>
        connection
          .sql(
            `SELECT f.path, f.archived FROM accounts a JOIN file_accounts fa ON fa.account = a.id
             JOIN files f ON f.id = fa.file WHERE a.name = ? ORDER BY f.path`,
          )
          .all(accountId)
          .map(({ path, archived }) => ({ path: textOf(path), archived: archived === 1 })),
      ),
    archive: (path) => write(() => mark(connection, cells, path, 1)),
    restore: (path) => write(() => mark(connection, cells, path, 0)),
    keepFolder: ({ cwd, repository, worktree }) =>
      write(() => {
        const ids = [cwd, repository, worktree].map((path) => names.text(path));
        connection.sql('INSERT OR REPLACE INTO folders (cwd, repository, worktree) VALUES (?, ?, ?)').run(...ids);
      }),
  };
}

function mark(connection: Connection, cells: Cells, path: string, archived: 0 | 1): void {
  const row = connection
    .sql('UPDATE files SET archived = ?1 WHERE path = ?2 AND archived <> ?1 RETURNING id')
    .get(archived, path);
  if (row !== undefined) decideAll(connection, cells, messagesOf(connection, numberOf(row['id'])));
}

function commit(connection: Connection, names: Names, cells: Cells, batch: ScanBatch): void {
  const { turns = [], costs = [], records } = batch;
  const known = fileOf(connection, batch);
  if (known === null) return;
  const { file, wasArchived } = known;
  const undecided = new Set(batch.replaces || wasArchived ? messagesOf(connection, file) : []);
  if (batch.replaces) forget(connection, cells, file);
  const owners =
    batch.account === undefined ? [...records, ...turns, ...costs].map(({ account }) => account) : [batch.account];
  for (const account of new Set(owners.map((owner) => names.account(owner)))) {
    connection.sql('INSERT OR IGNORE INTO file_accounts (account, file) VALUES (?, ?)').run(account, file);
  }
  for (const message of keepRecords(connection, names, cells, file, records)) undecided.add(message);
  keepTurns(connection, names, file, turns);
  keepCosts(connection, names, file, costs);
  decideAll(connection, cells, undecided);
}

/** The row of the batch's file, with its cursor and counts; `null` where another process has read on meanwhile. */
function fileOf(
  connection: Connection,
  batch: ScanBatch,
): { readonly file: number; readonly wasArchived: boolean } | null {
  const row = connection
    .sql('SELECT id, archived, call_lines, skipped, cursor FROM files WHERE path = ?')
    .get(batch.file);
  if (batch.after !== undefined && batch.after !== (row === undefined ? null : textOf(row['cursor']))) return null;
  const callLines = batch.callLines ?? batch.records.filter(({ part = 0 }) => part === 0).length;
  if (row === undefined) {
    const insert = connection.sql(
      'INSERT INTO files (path, cursor, archived, call_lines, skipped) VALUES (?, ?, 0, ?, ?)',
    );
    const { lastInsertRowid } = insert.run(batch.file, batch.cursor, callLines, JSON.stringify(batch.skipped));
    return { file: numberOf(lastInsertRowid), wasArchived: false };
  }
  const file = numberOf(row['id']);
  const skipped = batch.replaces ? batch.skipped : sumOf(textOf(row['skipped']), batch.skipped);
  connection
    .sql('UPDATE files SET cursor = ?, archived = 0, call_lines = ?, skipped = ? WHERE id = ?')
    .run(batch.cursor, callLines + (batch.replaces ? 0 : numberOf(row['call_lines'])), JSON.stringify(skipped), file);
  return { file, wasArchived: row['archived'] === 1 };
}

function sumOf(before: string, more: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const sum = new Map(Object.entries(more));
  const known: unknown = JSON.parse(before);
  for (const [reason, lines] of Object.entries(known ?? {})) sum.set(reason, (sum.get(reason) ?? 0) + numberOf(lines));
  return Object.fromEntries(sum);
}

function forget(connection: Connection, cells: Cells, file: number): void {
  const rows = connection.sql('SELECT context, at FROM records WHERE file = ? AND counted > 0').all(file);
  for (const { context, at } of rows) cells.touch(numberOf(context), numberOf(at));
  for (const table of ['records', 'turns', 'session_costs', 'file_accounts']) {
    connection.sql(`DELETE FROM ${table} WHERE file = ?`).run(file);
  }
}

function messagesOf(connection: Connection, file: number): readonly string[] {
  const rows = connection.sql('SELECT DISTINCT message FROM records WHERE file = ?').all(file);
  return rows.map(({ message }) => textOf(message));
}

function decideAll(connection: Connection, cells: Cells, messages: Iterable<string>): void {
  for (const message of messages) decide(connection, cells, message);
}
