import { CcxError } from '@ccx/contracts';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `10m`, `1h30m`, `500ms`; a bare number is seconds. */
export function parseDuration(text: string, option: string): number {
  const wrong = (): never => {
    throw new CcxError('invalid_argument', `${option} is "${text}", which is no duration.`, {
      hint: `${option} 90s, ${option} 10m or ${option} 1h30m`,
    });
  };
  if (/^\d+(\.\d+)?$/.test(text)) return positive(Number(text) * 1000, wrong);
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return wrong();
  return positive(
    parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ''] ?? Number.NaN), 0),
    wrong,
  );
}

/** A whole number of at least 1. */
export function parseCount(text: string, option: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1 && /^\d+$/.test(text)) return value;
  throw new CcxError('invalid_argument', `${option} is "${text}"; a whole number of at least 1 was expected.`, {
    hint: `${option} 20`,
  });
}

/** An amount of US dollars above 0; a leading `$` is allowed. */
export function parseUsd(text: string, option: string): number {
  const value = Number(text.replace(/^\$/, ''));
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new CcxError('invalid_argument', `${option} is "${text}"; an amount of US dollars above 0 was expected.`, {
    hint: `${option} 2.50`,
  });
}

/** `NAME=value`; the value may be empty and may hold `=`. */
export function parseAssignment(text: string, option: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(at, 0));
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return [name, text.slice(at + 1)];
  throw new CcxError('invalid_argument', `${option} is "${text}"; NAME=value was expected.`, {
    hint: `${option} DEBUG=1`,
  });
}

/** One of a few words. */
export function parseChoice<T extends string>(text: string, option: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new CcxError('invalid_argument', `${option} is "${text}"; one of ${choices.join(', ')} was expected.`);
}

function positive(ms: number, wrong: () => never): number {
  return Number.isFinite(ms) && ms > 0 ? Math.round(ms) : wrong();
}
