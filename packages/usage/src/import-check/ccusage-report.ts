import { CcxError } from '@ccx/contracts';

/** Tokens as ccusage adds them up: what is written to the cache is one number. */
export interface CheckedTokens {
  readonly input: number;
  readonly output: number;
  readonly cacheWrite: number;
  readonly cacheRead: number;
}

/** What one model has of a row. */
export interface CcusageModel {
  readonly model: string;
  readonly tokens: CheckedTokens;
  readonly costUsd: number;
  /** It had no price, and its cost stands as nought. */
  readonly unpriced: boolean;
}

/** One row of a report of ccusage. */
export interface CcusageRow {
  /** The day, the first day of the week, the month, the session, or the start of the 5 hours. */
  readonly key: string;
  readonly tokens: CheckedTokens;
  readonly costUsd: number;
  /** Empty for 5-hour blocks. */
  readonly models: readonly CcusageModel[];
  /** In its words; empty where the report is of Claude Code alone. */
  readonly agents: readonly string[];
}

/** A report that ccusage wrote as JSON. */
export interface CcusageReport {
  readonly kind: 'daily' | 'weekly' | 'monthly' | 'session' | 'blocks';
  readonly rows: readonly CcusageRow[];
}

type Fields = Readonly<Record<string, unknown>>;

const KINDS = {
  daily: 'daily',
  weekly: 'weekly',
  monthly: 'monthly',
  session: 'session',
  sessions: 'session',
  blocks: 'blocks',
} as const;

/**
 * Reads what `ccusage daily --json` and its like print: daily, weekly, monthly, session and blocks, of all agents or of
 * Claude Code alone (ccusage 20.0.24, 2026-11-21).
 *
 * @throws CcxError `invalid_argument` for anything else
 */
export function readCcusage(value: unknown): CcusageReport {
  const found = Object.entries(KINDS).filter(([name]) => Array.isArray(fieldsOf(value)?.[name]));
  const [first, second] = found;
  if (first === undefined || second !== undefined) {
    throw notOne(
      second === undefined ? 'It has no rows by day, week, month, session or block.' : 'It is several reports.',
    );
  }
  const [name, kind] = first;
  const list: unknown = fieldsOf(value)?.[name];
  const rows = (Array.isArray(list) ? list : []).map((row: unknown) => {
    const fields = fieldsOf(row);
    if (fields === null) throw notOne('A row is no object.');
    return fields;
  });
  return { kind, rows: mergeRows(rows.filter((row) => row['isGap'] !== true).map(readRow)) };
}

function readRow(row: Fields): CcusageRow {
  const { period, date, week, month, sessionId, startTime, agent } = row;
  const key = [period, date, week, month, sessionId, startTime].find((name) => typeof name === 'string');
  if (typeof key !== 'string') throw notOne('A row names neither a time nor a session.');
  const metadata = fieldsOf(row['metadata']);
  const agents = Array.isArray(metadata?.['agents']) ? metadata['agents'] : [agent];
  const models: readonly unknown[] = Array.isArray(row['modelBreakdowns']) ? row['modelBreakdowns'] : [];
  return {
    key,
    tokens: readTokens(fieldsOf(row['tokenCounts']) ?? row),
    costUsd: readNumber(row, 'totalCost', 'costUSD'),
    models: models.flatMap((model) => readModel(fieldsOf(model))),
    agents: agents.filter((name) => typeof name === 'string'),
  };
}

function readModel(fields: Fields | null): readonly CcusageModel[] {
  const model = fields?.['modelName'];
  if (fields === null || typeof model !== 'string') return [];
  const unpriced = fields['missingPricing'] === true;
  return [
    { model: model.replace(/-fast$/, ''), tokens: readTokens(fields), costUsd: readNumber(fields, 'cost'), unpriced },
  ];
}

function readTokens(fields: Fields): CheckedTokens {
  return {
    input: readNumber(fields, 'inputTokens'),
    output: readNumber(fields, 'outputTokens'),
    cacheWrite: readNumber(fields, 'cacheCreationTokens', 'cacheCreationInputTokens'),
    cacheRead: readNumber(fields, 'cacheReadTokens', 'cacheReadInputTokens'),
  };
}

function readNumber(fields: Fields, ...names: readonly string[]): number {
  const value = names.map((name) => fields[name]).find((one) => one !== undefined);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw notOne(`A row has no number "${names[0]}".`);
}

/** One row for each key: `--by-agent` has a row for each agent, a project's sessions one for each folder. */
function mergeRows(rows: readonly CcusageRow[]): readonly CcusageRow[] {
  const merged = new Map<string, CcusageRow>();
  for (const row of rows) {
    const same = merged.get(row.key);
    merged.set(
      row.key,
      same === undefined
        ? row
        : {
            key: row.key,
            tokens: addChecked(same.tokens, row.tokens, 1),
            costUsd: same.costUsd + row.costUsd,
            models: [...same.models, ...row.models],
            agents: [...new Set([...same.agents, ...row.agents])],
          },
    );
  }
  return [...merged.values()];
}

/** The sum, or with `sign` -1 the difference. */
export function addChecked(a: CheckedTokens, b: CheckedTokens, sign: 1 | -1): CheckedTokens {
  return {
    input: a.input + sign * b.input,
    output: a.output + sign * b.output,
    cacheWrite: a.cacheWrite + sign * b.cacheWrite,
    cacheRead: a.cacheRead + sign * b.cacheRead,
  };
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

function notOne(why: string): CcxError {
  return new CcxError('invalid_argument', `This is no report of ccusage that can be compared. ${why}`, {
    hint: 'ccusage daily --json | ccx usage import-check -',
  });
}
