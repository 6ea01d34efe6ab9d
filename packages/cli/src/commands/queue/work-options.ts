import { AGENT_KINDS, CcxError, type Instant } from '@ccx/contracts';
import type { ManagerConfig } from '@ccx/queue';
import type { QueueSettings } from '../../queue-settings/read-settings.ts';
import { parseChoice, parseCount, parseUsd } from '../parse-values.ts';
import type { QueueFlags } from './open-queue.ts';

export interface WorkFlags extends QueueFlags {
  readonly concurrency?: string;
  readonly until?: string;
  readonly once?: boolean;
  readonly idleExit?: boolean;
  readonly agent?: string;
  readonly keep?: string;
  readonly usdPerDay?: string;
  readonly perHour?: string;
  readonly hours?: string;
  readonly jsonl?: boolean;
}

const DAY_MS = 24 * 3_600_000;

/** What the flags of one worker say; absent leaves it to the settings. */
export interface WorkWishes {
  readonly concurrency?: number;
  readonly agent?: ManagerConfig['agent'];
  readonly keepPercent?: number;
  readonly usdPerDay?: number;
  readonly itemsPerHour?: number;
  readonly hours?: string;
}

/** @throws {CcxError} `invalid_argument` */
export function workWishes(flags: WorkFlags): WorkWishes {
  const { concurrency, agent, keep, usdPerDay, perHour, hours, once = false } = flags;
  if (hours !== undefined && !/^([01]?\d|2[0-3]):[0-5]\d-([01]?\d|2[0-3]):[0-5]\d$/.test(hours)) {
    throw new CcxError('invalid_argument', `--hours is "${hours}"; two times were expected.`, {
      hint: '--hours 22:00-07:00',
    });
  }
  return {
    ...(concurrency !== undefined && { concurrency: parseCount(concurrency, '--concurrency') }),
    // One item is one item, whatever else is said.
    ...(once && { concurrency: 1 }),
    ...(agent !== undefined && { agent: parseChoice(agent, '--agent', [...AGENT_KINDS, 'auto', 'none'] as const) }),
    ...(keep !== undefined && { keepPercent: parsePercent(keep, '--keep') }),
    ...(usdPerDay !== undefined && { usdPerDay: parseUsd(usdPerDay, '--usd-per-day') }),
    ...(perHour !== undefined && { itemsPerHour: parseCount(perHour, '--per-hour') }),
    ...(hours !== undefined && { hours }),
  };
}

function parsePercent(text: string, option: string): number {
  const value = Number(text.replace(/%$/, ''));
  if (text.trim() !== '' && value >= 0 && value <= 100) return value;
  throw new CcxError('invalid_argument', `${option} is "${text}"; a number from 0 to 100 was expected.`, {
    hint: `${option} 20`,
  });
}

/** What a worker may do now: its flags, else the person's settings as they are at this moment, else the defaults. */
export function workConfig(
  defaults: ManagerConfig,
  wishes: WorkWishes,
  { limits, keepPercent, usdPerDay, hours, equalFailures, keepDays }: QueueSettings,
  timeZone: string,
): ManagerConfig {
  return {
    ...defaults,
    concurrency: wishes.concurrency ?? limits.running ?? defaults.concurrency,
    agent: wishes.agent ?? defaults.agent,
    keepPercent: wishes.keepPercent ?? keepPercent ?? defaults.keepPercent,
    keepEndedMs: keepDays === undefined ? defaults.keepEndedMs : keepDays * DAY_MS,
    caps: {
      ...defaults.caps,
      timeZone,
      usdPerDay: wishes.usdPerDay ?? usdPerDay ?? defaults.caps.usdPerDay,
      itemsPerHour: wishes.itemsPerHour ?? defaults.caps.itemsPerHour,
      hours: wishes.hours ?? hours ?? defaults.caps.hours,
      equalFailures: equalFailures ?? defaults.caps.equalFailures,
    },
  };
}

/** @throws {CcxError} `invalid_argument` for a time that cannot be read, or that is over */
export async function parseUntil(text: string, now: Instant, timeZone: string): Promise<Instant> {
  const { momentOf } = await import('@ccx/queue/batch');
  const until = momentOf(text, { now, timeZone });
  if (until !== null && until > now) return until;
  throw new CcxError('invalid_argument', `--until is "${text}"; a time ahead was expected.`, {
    hint: '--until 07:00, --until +8h',
  });
}
