import { clockWords } from '../clock-words.ts';
import type { Conversation } from '../conversation.ts';
import { levelAt } from '../quota-levels.ts';
import { SHOWN_WINDOWS } from '../usage-report.ts';
import type { UsageState } from './usage-dialog.ts';

const BODIES = {
  500: '{"type":"error","error":{"type":"api_error","message":"Internal server error"}}',
  401: '{"type":"error","error":{"type":"authentication_error","message":"OAuth token has expired."}}',
};

/** What the usage endpoint has said by now. */
export function usageState(talk: Conversation): UsageState {
  const { scenario, machine, login } = talk;
  const { quota } = scenario;
  const nowMs = machine.nowMs();
  if (login !== 'subscription') return { is: 'nothing', words: [] };
  if (quota?.fails === 'no-scope') {
    const more = 'To see your usage, open https://claude.ai/settings/usage';
    return { is: 'nothing', words: ['No usage limits to show for this sign-in.', more] };
  }
  if (quota?.fails === 429) {
    const until = clockWords(nowMs + 5 * 60_000, nowMs).short.replace(/ \(.*/, '');
    return { is: 'failed', words: [`  ✘ The usage page is rate limited until ${until}.`] };
  }
  if (quota?.fails !== undefined) {
    return { is: 'failed', words: ["  ✘ Couldn't load usage data", `    ${BODIES[quota.fails]}`] };
  }
  const windows = SHOWN_WINDOWS.flatMap(([title, key]) => {
    const level = levelAt(quota?.[key], nowMs);
    if (level === null || level.percent === null) return [];
    const resets = level.resetsAtMs === null ? null : clockWords(level.resetsAtMs, nowMs).short;
    return [{ title, level: { ...level, percent: level.percent }, resets }];
  });
  if (windows.length === 0) return { is: 'nothing', words: [] };
  const { credits = null } = quota ?? {};
  const percent =
    credits === null || credits.limitUsd === 0 ? 100 : Math.floor((credits.usedUsd / credits.limitUsd) * 100);
  const line =
    credits === null
      ? 'Usage credits are off · /usage-credits to turn them on'
      : `${percent}% used · $${credits.usedUsd.toFixed(2)} / $${credits.limitUsd.toFixed(2)} spent`;
  return { is: 'windows', windows, credits: line };
}
