import { createRedactor } from '@ccx/contracts';
import { instantOf, numberOf, textOf, textOrNull, wordOf } from '@ccx/contracts/sqlite';
import { WORK_EVENT_KINDS, type WorkEvent, type WorkEventKind } from '../backlog.ts';
import type { Database } from './database.ts';
import { fromJson, isObject } from './json.ts';

/** What happened, append-only. */
export interface Journal {
  /** Within a transaction: an event is there exactly if what it tells of is. */
  tell(at: number, kind: WorkEventKind, item: string | null, detail?: Readonly<Record<string, unknown>>): void;
  after(id: number, limit: number): readonly WorkEvent[];
}

/** Takes what has the form of a secret out of a text that is kept. */
export const clean: (text: string) => string = createRedactor();

export function createJournal(db: Database): Journal {
  return {
    tell(at, kind, item, detail = {}) {
      const told = Object.fromEntries(
        Object.entries(detail).map(([name, value]) => [name, typeof value === 'string' ? clean(value) : value]),
      );
      db.sql('INSERT INTO events (at, item, kind, detail) VALUES (?, ?, ?, ?)').run(
        at,
        item,
        kind,
        JSON.stringify(told),
      );
    },
    after(id, limit) {
      const rows = db.sql('SELECT id, at, item, kind, detail FROM events WHERE id > ? ORDER BY id LIMIT ?');
      return rows.all(id, limit).map((row) => {
        const detail = fromJson(textOf(row['detail']));
        return {
          id: numberOf(row['id']),
          at: instantOf(row['at']),
          item: textOrNull(row['item']),
          kind: wordOf(WORK_EVENT_KINDS, row['kind']),
          detail: isObject(detail) ? detail : {},
        };
      });
    },
  };
}
