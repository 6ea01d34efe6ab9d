import { CcxError } from '@ccx/contracts';
import { numberOf } from '@ccx/contracts/sqlite';
import type { Database } from './database.ts';
import { findItem, seqOf, type StoredItem } from './items.ts';

/** As a person names an item: its number with or without `#`, its id, or an unmistakable beginning of that. */
export function lookUp(db: Database, name: string): StoredItem | null {
  const number = /^#?(\d{1,15})$/.exec(name.trim())?.[1];
  const byNumber = number === undefined ? null : findItem(db, Number(number));
  if (byNumber !== null) return byNumber;
  if (!/^[\da-f-]{4,36}$/i.test(name)) return null;
  const rows = db.sql('SELECT seq FROM items WHERE id >= ? AND id < ? LIMIT 2').all(name, `${name}g`);
  const [only, another] = rows;
  return only === undefined || another !== undefined ? null : findItem(db, numberOf(only['seq']));
}

/** @throws {CcxError} `not_found` */
export function itemOf(db: Database, id: string): StoredItem {
  const seq = seqOf(db, id);
  const stored = seq === null ? null : findItem(db, seq);
  if (stored !== null) return stored;
  throw new CcxError('not_found', `No item of the queue is "${id}".`, { hint: 'ccx queue list --all' });
}
