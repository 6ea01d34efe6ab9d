import type { Thrown } from './failure.ts';
import type { GeminiLogin } from './login.ts';
import { OWN_CALLS } from './service-errors.ts';

/** How the CLI meets a used-up plan: it sleeps until the reset, or it gives up. */
export interface QuotaEnd {
  readonly sleeps: boolean;
  readonly message: string;
  readonly thrown: Thrown;
}

/** Words at which 0.61.0 goes to sleep, whatever the reason in the answer's details says. */
const SLEEPS = /exhausted your capacity/;
/** Stands below the words of a Google login's quota that ended the run. */
const TIP = `💡 Tip: The shared Google Cloud project is experiencing high traffic and has hit its quota limits. To get dedicated, uninterrupted quota, please set your own Google Cloud project by running:
  gcloud config set project [PROJECT_ID]
or by setting the GOOGLE_CLOUD_PROJECT environment variable.`;
const DAILY = 'You have exhausted your daily quota on this model.';

/**
 * A day's quota of a key ends the run at once and tells no reset. A Google login is told `exhausted your capacity`, for
 * which the CLI sleeps hours without a sign; other words with the same reason end the run with `retryDelayMs`.
 */
export function quotaEnd(login: GeminiLogin, delayMs: number, text?: string): QuotaEnd {
  const google = login === 'google';
  const said =
    text ??
    (google ? `You have exhausted your capacity on this model. Your quota will reset after ${words(delayMs)}.` : DAILY);
  const message = google ? `${said}\n\n${TIP}` : said;
  const fields = [
    'cause: {',
    '  code: 429,',
    `  message: ${JSON.stringify(said)},`,
    '  details: [ [Object], [Object] ]',
    '},',
    `retryDelayMs: ${google ? Math.round(delayMs) : 'undefined'},`,
    `reason: ${google ? "'QUOTA_EXHAUSTED'" : 'undefined'},`,
    'status: 429',
  ];
  const thrown = { name: 'TerminalQuotaError', message, at: OWN_CALLS, fields };
  return { sleeps: SLEEPS.test(said), message: said, thrown };
}

function words(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return shown.length === 0 ? '0s' : shown.join('');
}
