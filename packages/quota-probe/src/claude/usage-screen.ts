import type { QuotaReading } from '@ccx/contracts';
import type { ScreenQuestion } from '../screen-question.ts';
import { readUsage } from './usage-screen/read-usage.ts';

/**
 * The quota on the *rendered* screen of `/usage`, with its scrollback (Claude Code 1.0 to 2.1.329, 2026-11-21): in the
 * raw output words are placed by cursor moves, and cannot be found.
 *
 * - Its percentages are rounded down: they are `at-least`.
 * - A row that is drawn but has no number yet is a window whose number is unknown.
 * - An API key, an expired login and a plan whose windows are all unknown look alike: `no-limit-rows`.
 *
 * @example
 * parseClaudeUsageScreen(screen, { account, now: '2026-11-21T01:08:00.000Z', timeZone: 'Europe/Vienna' });
 */
export function parseClaudeUsageScreen(text: string, question: ScreenQuestion): QuotaReading {
  return readUsage(text, question, 'pty');
}
