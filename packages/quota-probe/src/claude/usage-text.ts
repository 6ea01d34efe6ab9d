import type { QuotaReading } from '@ccx/contracts';
import type { ScreenQuestion } from '../screen-question.ts';
import { readUsage } from './usage-screen/read-usage.ts';

/**
 * The quota in what `claude -p "/usage"` prints (2.1.19x to 2.1.329, 2026-11-21): a line for each window, above a report
 * whose percentages are no quota. Without a number the reading is a problem, although the CLI exits 0: it could not
 * fetch the limits (`notice-only`) or the login has none (`no-limit-rows`).
 *
 * @example
 * parseClaudeUsageText(result, { account, now: '2026-11-21T01:08:00.000Z', timeZone: 'Europe/Vienna' });
 */
export function parseClaudeUsageText(text: string, question: ScreenQuestion): QuotaReading {
  return readUsage(text, question, 'print');
}
