import { CcxError, instantFromMs, type Instant } from '@ccx/contracts';
import type { PriceRow, TokenRates } from './price-row.ts';

type Fields = Readonly<Record<string, unknown>>;

const RATES = [
  'input_per_mtok',
  'output_per_mtok',
  'cache_read_per_mtok',
  'cache_write_5m_per_mtok',
  'cache_write_1h_per_mtok',
] as const;
const OTHERS = [
  'model',
  'aliases',
  'effective_from',
  'long_prompt',
  'fast_multiplier',
  'us_multiplier',
  'batch_multiplier',
  'web_search_usd',
] as const;
const HINT = 'See the section on prices in the README of @ccx/usage; `ccx usage` works again once the entry is right.';

/**
 * A person's own prices from the parsed contents of `pricing.toml`: tables `[[models]]`. A rate that is missing leaves
 * calls with such tokens unpriced; nothing is derived from another rate.
 *
 * @throws CcxError `invalid_config`: which entry, which key, which value, what was expected
 */
export function readPriceOverrides(contents: unknown): readonly PriceRow[] {
  const { models } = fieldsOf(contents, 'pricing.toml', ['models']);
  if (models === undefined) return [];
  if (!Array.isArray(models)) throw wrong('models', models, 'tables that begin with [[models]]');
  const rows = models.map((entry: unknown, index) => readRow(entry, `models[${index}]`));
  const keys = rows.map(({ model, effectiveFrom }) => `${model} from ${effectiveFrom ?? 'the beginning'}`);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw wrong('models', twice, 'one price for each model and time');
  return rows;
}

function readRow(entry: unknown, where: string): PriceRow {
  const fields = fieldsOf(entry, where, [...OTHERS, ...RATES]);
  const { model, aliases = [], effective_from: from, long_prompt: long } = fields;
  if (typeof model !== 'string' || model === '') throw wrong(`${where}.model`, model, 'the name of a model');
  if (!isTextList(aliases)) throw wrong(`${where}.aliases`, aliases, 'a list of names');
  return {
    model,
    aliases,
    effectiveFrom: from === undefined ? null : readInstant(from, `${where}.effective_from`),
    source: 'pricing.toml',
    checkedAt: null,
    rates: readRates(fields, where),
    longPrompt: long === undefined ? null : readLongPrompt(long, `${where}.long_prompt`),
    fastMultiplier: amount(fields, 'fast_multiplier', where),
    usMultiplier: amount(fields, 'us_multiplier', where),
    batchMultiplier: amount(fields, 'batch_multiplier', where),
    webSearchUsd: amount(fields, 'web_search_usd', where),
  };
}

function readLongPrompt(entry: unknown, where: string): NonNullable<PriceRow['longPrompt']> {
  const fields = fieldsOf(entry, where, ['above_tokens', ...RATES]);
  return { above: needed(fields, 'above_tokens', where), rates: readRates(fields, where) };
}

function readRates(fields: Fields, where: string): TokenRates {
  return {
    input: needed(fields, 'input_per_mtok', where),
    output: needed(fields, 'output_per_mtok', where),
    cacheRead: amount(fields, 'cache_read_per_mtok', where),
    cacheWrite5m: amount(fields, 'cache_write_5m_per_mtok', where),
    cacheWrite1h: amount(fields, 'cache_write_1h_per_mtok', where),
  };
}

/** A TOML date arrives as a `Date`, one in quotes as a text; both mean midnight UTC where no time is given. */
function readInstant(value: unknown, where: string): Instant {
  const text = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}(?:T.*Z)?$/.test(value);
  const ms = value instanceof Date ? value.getTime() : text ? Date.parse(value) : Number.NaN;
  const at = instantFromMs(ms);
  if (at === null) throw wrong(where, value, 'a date such as 2026-10-07');
  return at;
}

function needed(fields: Fields, key: string, where: string): number {
  const value = amount(fields, key, where);
  if (value === null) throw wrong(`${where}.${key}`, undefined, 'a number, it is needed');
  return value;
}

function amount(fields: Fields, key: string, where: string): number | null {
  const value = fields[key];
  if (value === undefined) return null;
  // TOML's whole numbers may arrive as bigint.
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number;
  throw wrong(`${where}.${key}`, value, 'a number that is not negative');
}

function fieldsOf(value: unknown, where: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(where, value, 'a table');
  const fields: Fields = { ...value };
  const stranger = Object.keys(fields).find((key) => !known.includes(key));
  if (stranger !== undefined) throw wrong(where, stranger, `only these keys: ${known.join(', ')}`);
  return fields;
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function wrong(where: string, value: unknown, expected: string): CcxError {
  const text = typeof value === 'bigint' ? `${value}` : `${JSON.stringify(value)}`;
  const shown = value === undefined ? 'missing' : text.slice(0, 80);
  return new CcxError('invalid_config', `Prices: ${where} is ${shown}; expected ${expected}.`, { hint: HINT });
}
