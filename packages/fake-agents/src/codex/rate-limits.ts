import type { Line } from '../claude/line.ts';
import { levelAt, seconds, type Level } from '../claude/quota-levels.ts';
import type { Quota } from '../scenario/scenario.ts';
import type { LimitStep } from '../scenario/step.ts';

/** A limit that spoke in this turn. */
export interface SpokenLimit {
  readonly limit: LimitStep['limit'];
  readonly resetsAtMs: number;
}

/**
 * The `rate_limits` objects of a turn's `token_count` events, one per `limit_id`. The windows of one model become the
 * bucket `codex_spark`; what is not the main one comes last and so hides the main one from readers that look at the last line only.
 */
export function rateLimits(quota: Quota = {}, nowMs: number, spoken: SpokenLimit | null = null): readonly Line[] {
  const window = spoken?.limit.window ?? 'five_hour';
  const percent = spoken?.limit.percent ?? (spoken?.limit.verdict === 'warning' ? 91 : 100);
  const said: Level | null = spoken === null ? null : { percent, resetsAtMs: spoken.resetsAtMs };
  const ofModel = window === 'seven_day_opus' || window === 'seven_day_sonnet';
  const model = (ofModel ? said : null) ?? levelAt(quota.sevenDayOpus ?? quota.sevenDaySonnet, nowMs);
  const main = bucket({
    id: 'codex',
    name: null,
    primary: windowLine((window === 'five_hour' ? said : null) ?? levelAt(quota.fiveHour, nowMs), 300),
    secondary: windowLine((window === 'seven_day' ? said : null) ?? levelAt(quota.sevenDay, nowMs), 10_080),
    credits: credits(quota, spoken),
    reached: window === 'overage' && said !== null ? 'workspace_member_credits_depleted' : null,
  });
  const spark = { id: 'codex_spark', name: 'gpt-5.3-codex-spark', primary: windowLine(model, 10_080), secondary: null };
  const others = (quota.others ?? []).map(({ id, name = null, fiveHour, sevenDay }) => {
    const [first = null, second = null] = [
      windowLine(levelAt(fiveHour, nowMs), 300),
      windowLine(levelAt(sevenDay, nowMs), 10_080),
    ].filter((line) => line !== null);
    return { id, name, primary: first, secondary: second };
  });
  const more = [...(model === null ? [] : [spark]), ...others];
  return [main, ...more.map((of) => bucket({ ...of, credits: null, reached: null }))];
}

function bucket(of: {
  readonly id: string;
  readonly name: string | null;
  readonly primary: Line | null;
  readonly secondary: Line | null;
  readonly credits: Line | null;
  readonly reached: string | null;
}): Line {
  return {
    limit_id: of.id,
    limit_name: of.name,
    primary: of.primary,
    secondary: of.secondary,
    credits: of.credits,
    individual_limit: null,
    spend_control_reached: null,
    plan_type: null,
    rate_limit_reached_type: of.reached,
  };
}

function windowLine(level: Level | null, minutes: number): Line | null {
  if (level === null || level.percent === null) return null;
  const resetsAt = level.resetsAtMs === null ? null : seconds(level.resetsAtMs);
  return { used_percent: level.percent, window_minutes: minutes, resets_at: resetsAt };
}

function credits({ credits: of }: Quota, spoken: SpokenLimit | null): Line | null {
  if (of !== null && of !== undefined) {
    const left = of.limitUsd - of.usedUsd;
    return { has_credits: left > 0, unlimited: false, balance: left.toFixed(2) };
  }
  return spoken?.limit.verdict === 'extra' ? { has_credits: true, unlimited: false, balance: '10.00' } : null;
}
