import type { Instant, QuotaReading } from '@ccx/contracts';
import { problem } from '../problem.ts';
import type { ScreenQuestion } from '../screen-question.ts';
import { fullestById } from './limit-bucket.ts';
import { readCard, type StatusField } from './status-screen/card.ts';
import { limitRows, type LimitRow } from './status-screen/limit-rows.ts';
import { loginOf } from './status-screen/login.ts';
import { windowOfRow } from './status-screen/row-window.ts';
import { troubleOf } from './status-screen/trouble.ts';

/** Older numbers than these the CLI calls stale; how much older they are, it does not say. */
const STALE_MS = 15 * 60_000 + 1;

/**
 * The quota on the *rendered* screen of `/status`, with its scrollback (Codex 0.46 to 0.169.0, 2026-11-21). It says what
 * is *left*, and older versions what is used; a percentage without the word is not read.
 *
 * - Rows that name a model, or stand below its name, are that model's own.
 * - Numbers that the CLI calls stale are as old as it needs to call them so, at least.
 * - An API key, a login without a plan and a usage endpoint that failed look alike: `no-limit-rows`.
 * - Percentages in the footer are of the context, or nobody's: they are not read.
 *
 * @example
 * parseCodexStatusScreen(screen, { account, now: '2026-11-21T01:08:00.000Z', timeZone: 'Europe/Vienna' });
 */
export function parseCodexStatusScreen(text: string, question: ScreenQuestion): QuotaReading {
  const { account, now } = question;
  const card = readCard(text);
  const rows = limitRows(card.fields);
  if (!rows.some(hasNumber)) return withoutNumbers(text, card.fields, rows, now);
  const capturedAt = isStale(card.fields) ? new Date(Date.parse(now) - STALE_MS).toISOString() : now;
  return {
    ok: true,
    snapshot: {
      schemaVersion: 1,
      account,
      cliVersion: question.cliVersion ?? card.version,
      windows: fullestById(rows.map((row) => windowOfRow(row, question, capturedAt))),
      ...loginOf(card.fields),
    },
  };
}

function hasNumber({ usedPercent, amount }: LimitRow): boolean {
  return usedPercent !== null || amount !== null;
}

function isStale(fields: readonly StatusField[]): boolean {
  return fields.some(({ label, words }) => label === 'Warning' && /\blimits may be stale\b/.test(words));
}

function withoutNumbers(
  text: string,
  fields: readonly StatusField[],
  rows: readonly LimitRow[],
  now: Instant,
): QuotaReading {
  if (rows.length > 0) return problem('form-unknown', 'Limits are shown whose numbers are not understood.', now);
  return (
    troubleOf(text, fields, now) ?? problem('form-unknown', 'Nothing in the text is known as the status of Codex.', now)
  );
}
