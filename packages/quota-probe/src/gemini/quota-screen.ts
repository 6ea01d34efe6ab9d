import type { QuotaReading } from '@ccx/contracts';
import { problem } from '../problem.ts';
import type { ScreenQuestion } from '../screen-question.ts';
import { footerRow } from './quota-screen/footer.ts';
import { loginOf } from './quota-screen/login.ts';
import { panelRows } from './quota-screen/panel.ts';
import { windowOfRow } from './quota-screen/row-window.ts';
import { linesOf } from './quota-screen/screen-lines.ts';
import { troubleOf } from './quota-screen/trouble.ts';

/**
 * The quota on the *rendered* screen of Gemini CLI (0.11 to 0.61.0, 2026-11-21): in the dialog of `/model`, in what
 * `/stats` showed before 0.38, else in the footer. Its quotas are counted by model and day.
 *
 * - The dialog has a row for each family of models, which shows the fullest model of it.
 * - The footer shows the model that is chosen, or all that Auto chooses from: `daily:auto`.
 * - A percentage counts where a word, a heading or a column says whether it is used or left.
 * - An API key has no window, and the screen says that it is one: `not-a-subscription`.
 *
 * @example
 * parseGeminiQuotaScreen(screen, { account, now: '2026-11-21T01:08:00.000Z', timeZone: 'Europe/Vienna' });
 */
export function parseGeminiQuotaScreen(text: string, question: ScreenQuestion): QuotaReading {
  const { account, now } = question;
  const lines = linesOf(text);
  const { cliVersion, ...who } = loginOf(lines);
  const panel = panelRows(lines);
  const footer = footerRow(lines);
  const rows = panel.length > 0 ? panel : footer === null ? [] : [footer];
  if (rows.length > 0) {
    // A row that a redraw left above counts less than the same row below it.
    const windows = new Map(rows.map((row) => windowOfRow(row, question)).map((window) => [window.id, window]));
    return {
      ok: true,
      snapshot: {
        schemaVersion: 1,
        account,
        cliVersion: question.cliVersion ?? cliVersion,
        windows: [...windows.values()],
        ...who,
      },
    };
  }
  return (
    troubleOf(lines, now) ?? problem('form-unknown', 'Nothing in the text is known as a quota of Gemini CLI.', now)
  );
}
