import type { Account, Env, Instant } from '@ccx/contracts';
import { fieldsInFormat } from './fill-format.ts';
import type { LineFacts } from './line.ts';

export interface CostQuestion {
  readonly account: Account;
  readonly session: LineFacts['session'];
  readonly env: Env;
  readonly home: string;
  readonly now: Instant;
}

const WINDOW_MS = 5 * 3_600_000;

/**
 * What a line shows of costs beyond the session's own, from what `ccx usage` has kept: no transcript is read. What holds
 * it is loaded only for a format that names such a field.
 */
export async function costsFor(
  format: string,
  { account, session, env, home, now }: CostQuestion,
): Promise<Pick<LineFacts, 'today' | 'window'>> {
  const fields = fieldsInFormat(format);
  const [today, window] = [fields.includes('today'), fields.includes('window')];
  if (!today && !window) return {};
  const { costsSince } = await import('../compose/kept-costs.ts');
  const endMs = Date.parse(session?.resetsAt ?? '');
  const midnight = new Date(new Date(now).setHours(0, 0, 0, 0)).toISOString();
  // Without a reset that is to come nobody knows where the window begins.
  const begin = endMs > Date.parse(now) ? new Date(endMs - WINDOW_MS).toISOString() : null;
  const [ofToday, ofWindow] = await costsSince([today ? midnight : null, window ? begin : null], account.id, {
    env,
    home,
    now,
  });
  return { today: ofToday ?? null, window: ofWindow ?? null };
}
