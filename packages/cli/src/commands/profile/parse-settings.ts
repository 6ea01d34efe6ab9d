import { CcxError } from '@ccx/contracts';

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1000, m: 1_000_000 };

/** A whole number of either sign. */
export function parseWhole(text: string, option: string): number {
  if (/^[+-]?\d{1,9}$/.test(text)) return Number(text);
  throw wrong(text, option, 'a whole number', '5');
}

/** 0 to 100; a percent sign may follow. */
export function parsePercent(text: string, option: string): number {
  const value = Number(text.replace(/%$/, ''));
  if (/^\d+(\.\d+)?%?$/.test(text) && value <= 100) return value;
  throw wrong(text, option, 'a percentage from 0 to 100', '10');
}

/** A number of tokens of at least 1: `250000`, `500k`, `2.5M`. */
export function parseTokens(text: string, option: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([km]?)$/i.exec(text) ?? [];
  const value = Math.round(Number(amount) * (UNITS[unit.toLowerCase()] ?? Number.NaN));
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw wrong(text, option, 'a number of tokens', '500k');
}

function wrong(text: string, option: string, expected: string, example: string): CcxError {
  return new CcxError('invalid_argument', `${option} is "${text}"; ${expected} was expected.`, {
    hint: `${option} ${example}`,
  });
}
