import { parseResetTime, type Instant, type QuotaReading, type QuotaSourceId, type QuotaWindow } from '@ccx/contracts';
import { problem } from '../../problem.ts';
import type { ScreenQuestion } from '../../screen-question.ts';
import { quotaWindow } from '../../window.ts';
import { compact, headingOf, type Heading } from './heading.ts';
import { loginOf } from './login.ts';
import { rowOf, type Row } from './row.ts';
import { LOAD_ERROR, troubleOf } from './trouble.ts';

interface HeadedRow extends Row {
  readonly heading: Heading;
  /** A percentage without a word stands in it. */
  readonly unclear: boolean;
}

const HEADER = /^settings(?:tatus)?.*status.*config.*usage/;
const LOADING = /loadingusagedata/;
const NOTICE = /currentlyusingyoursubscription/;
/** The cost of the session stands in the panel above the windows, whatever the login. */
const COST_BLOCK = /totalduration\(api\)/;
/** Colours of which only the end is left, and whole ones. */
const ESCAPES = /\p{Cc}\[[0-9;?]*[A-Za-z]|(?<=\s)\[\d{1,2}m/gu;

/** The windows in what `/usage` shows, on a rendered screen or printed. */
export function readUsage(text: string, question: ScreenQuestion, source: QuotaSourceId): QuotaReading {
  const { account, now } = question;
  const lines = text.replaceAll(ESCAPES, '').split(/\r\n|\r|\n/);
  const panel = lastPanel(lines);
  const rows = rowsOf(panel);
  const windows = best(rows).map((row) => windowOf(row, question, source));
  if (windows.some(({ usedPercent, amount }) => usedPercent !== null || amount !== null)) {
    const { plan, login, cliVersion } = loginOf(lines);
    return {
      ok: true,
      snapshot: {
        schemaVersion: 1,
        account,
        cliVersion: question.cliVersion ?? cliVersion,
        windows,
        plan,
        login,
      },
    };
  }
  if (rows.some(({ unclear }) => unclear)) {
    return problem('form-unknown', 'Percentages are shown that do not say whether they are used or left.', now);
  }
  return troubleOf(panel, question) ?? withoutNumbers(panel, rows, now);
}

/** A redraw leaves older frames above; the last header, loading line or error begins what is true. */
function lastPanel(lines: readonly string[]): readonly string[] {
  const begins = lines.findLastIndex((line) => {
    const text = compact(line);
    return HEADER.test(text) || LOADING.test(text) || LOAD_ERROR.test(text);
  });
  return lines.slice(Math.max(begins, 0));
}

function rowsOf(lines: readonly string[]): readonly HeadedRow[] {
  const headings = lines.map(headingOf);
  return headings.flatMap((heading, index) => {
    if (heading === null || heading === 'end') return [];
    const next = headings.findIndex((other, at) => at > index && other !== null);
    const section = [heading.rest, ...lines.slice(index + 1, next === -1 ? lines.length : next)];
    const row = rowOf(section, next === -1);
    return [{ ...row, heading, unclear: row.usedPercent === null && /\d\s*%/.test(section.slice(0, 4).join('\n')) }];
  });
}

/** One row for each window: one with its number, else one whose label is whole, else the later. */
function best(rows: readonly HeadedRow[]): readonly HeadedRow[] {
  const byWindow = new Map<string, HeadedRow>();
  for (const row of rows) {
    // The name of a model that lost its spaces is still that model.
    const key = row.heading.id.replaceAll('-', '');
    const other = byWindow.get(key);
    if (other === undefined || rank(row) >= rank(other)) byWindow.set(key, row);
  }
  // Extra usage that is switched off has a heading and no number: it is no window.
  return [...byWindow.values()].filter((row) => row.heading.id !== 'extra' || hasNumber(row));
}

function rank(row: HeadedRow): number {
  return (hasNumber(row) ? 2 : 0) + (row.heading.exact ? 1 : 0);
}

function hasNumber({ usedPercent, amount }: Row): boolean {
  return usedPercent !== null || amount !== null;
}

function windowOf(row: HeadedRow, { now, timeZone }: ScreenQuestion, source: QuotaSourceId): QuotaWindow {
  const { id, label, appliesTo, windowMinutes } = row.heading;
  // A redraw that eats one letter makes "t 2:59am" of "at 2:59am".
  const said = row.resetRaw?.replace(/(?<=\d) t (?=\d)/, ' at ') ?? null;
  // A screen may be looked at while it is drawn; what was printed is whole.
  const isCut = row.resetIsCut && source !== 'print';
  return quotaWindow({
    id,
    label,
    appliesTo,
    windowMinutes,
    usedPercent: row.usedPercent,
    bound: row.bound,
    amount: row.amount,
    resetRaw: row.resetRaw,
    resetsAt:
      said === null || isCut
        ? null
        : parseResetTime(said, { now, timeZone, ...(windowMinutes !== null && { windowMinutes }) }),
    source,
    capturedAt: now,
  });
}

function withoutNumbers(panel: readonly string[], rows: readonly HeadedRow[], now: Instant): QuotaReading {
  const text = compact(panel.join(' '));
  if (NOTICE.test(text)) return problem('notice-only', 'Only the notice is shown that a subscription is in use.', now);
  const isEmpty = HEADER.test(compact(panel[0] ?? '')) && panel.slice(1).every((line) => compact(line) === '');
  if (LOADING.test(text) || rows.length > 0 || isEmpty) return problem('loading', 'The usage is still loading.', now);
  if (COST_BLOCK.test(text)) return problem('no-limit-rows', 'The usage is shown without any limits.', now);
  return problem('form-unknown', 'Nothing in the text is known as the usage of Claude Code.', now);
}
