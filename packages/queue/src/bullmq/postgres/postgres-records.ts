import type { Records } from '../records.ts';
import type { Ask } from './reach-postgres.ts';

/** @param ask one statement, with its values as `$1`, `$2` … */
export function postgresRecords(ask: Ask): Records {
  return {
    text: async (table, field) => {
      const [row] = await ask('SELECT value FROM ccx_texts WHERE name = $1 AND field = $2', [table, field]);
      return row === undefined ? null : String(row['value']);
    },
    texts: async (table, fields) => {
      if (fields.length === 0) return [];
      const rows = await ask('SELECT field, value FROM ccx_texts WHERE name = $1 AND field = ANY($2)', [table, fields]);
      const found = new Map(rows.map((row) => [String(row['field']), String(row['value'])]));
      return fields.map((field) => found.get(field) ?? null);
    },
    allTexts: async (table) => {
      const rows = await ask('SELECT field, value FROM ccx_texts WHERE name = $1', [table]);
      return new Map(rows.map((row) => [String(row['field']), String(row['value'])]));
    },
    ranked: async (table, { from = -Infinity, to = Infinity, skip = 0, limit = null } = {}) => {
      const rows = await ask(
        `SELECT field, rank FROM ccx_ranks WHERE name = $1 AND rank BETWEEN $2 AND $3
           ORDER BY rank, field OFFSET $4 LIMIT $5`,
        [table, from, to, skip, limit],
      );
      return rows.map((row) => ({ field: String(row['field']), rank: Number(row['rank']) }));
    },
    countRanked: async (table, { from = -Infinity, to = Infinity } = {}) => {
      const [row] = await ask('SELECT count(*) FROM ccx_ranks WHERE name = $1 AND rank BETWEEN $2 AND $3', [
        table,
        from,
        to,
      ]);
      return Number(row?.['count']);
    },
    beginning: async (table, start) => {
      const rows = await ask(
        'SELECT field FROM ccx_ranks WHERE name = $1 AND starts_with(field, $2) ORDER BY field LIMIT 2',
        [table, start],
      );
      return rows.map((row) => String(row['field']));
    },
    events: async (after, limit) => {
      const rows = await ask('SELECT id, value FROM ccx_events WHERE id > $1 ORDER BY id LIMIT $2', [after, limit]);
      return rows.map((row) => ({ id: Number(row['id']), text: String(row['value']) }));
    },
  };
}
