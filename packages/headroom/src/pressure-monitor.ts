import type { Instant, RecommendationEvent } from '@ccx/contracts';
import type { Ranked } from './rank/ranked.ts';
import { percentText } from './words.ts';
import { isUsedUp, windowName } from './windows.ts';

/** Percent used from which a level begins. */
export interface PressureLevels {
  /** @default 75 */
  readonly warn?: number;
  /** @default 90 */
  readonly soft?: number;
  /** @default 100 */
  readonly hard?: number;
}

/** Watches how pressed profiles are. */
export interface PressureMonitor {
  /**
   * Takes a new ranking, made for a need without a model, and gives an event for each profile that is at a higher level
   * than it was last known to be. One that was above a level before anybody looked gives one, too.
   */
  feed(ranking: readonly Ranked[], now: Instant): readonly RecommendationEvent[];
  /** What a profile is at, as it was last fed, for those who came after the crossing; `null` is below all levels. */
  level(profile: string): RecommendationEvent['level'] | null;
  /** The last word on every profile that is at a level, ordered by name. */
  standing(): readonly RecommendationEvent[];
}

const ORDER = ['warn', 'soft', 'hard'] as const;

/**
 * Tells when a profile's fullest window crosses a level upwards. A fall is silent and lets the next rise be told; while
 * nothing is known of a profile it stays where it was.
 *
 * @example
 * const monitor = createPressureMonitor();
 * for (const { profile, level, suggested } of monitor.feed(ranking, clock.now())) console.log(profile, level, suggested);
 */
export function createPressureMonitor({
  levels: { warn = 75, soft = 90, hard = 100 } = {},
}: { readonly levels?: PressureLevels } = {}): PressureMonitor {
  const from = { warn, soft, hard };
  const pressed = new Map<string, RecommendationEvent>();

  return {
    feed: (ranking, now) =>
      ranking.flatMap((ranked) => {
        const name = ranked.target.name ?? ranked.target.account.id;
        const event = pressureOf(name, ranked, { ranking, now, from });
        if (event === 'unknown') return [];
        const was = pressed.get(name);
        if (event === null) {
          pressed.delete(name);
          return [];
        }
        pressed.set(name, event);
        const rose = was === undefined || ORDER.indexOf(event.level) > ORDER.indexOf(was.level);
        return rose ? [event] : [];
      }),
    level: (profile) => pressed.get(profile)?.level ?? null,
    standing: () => [...pressed.values()].toSorted((a, b) => (a.profile < b.profile ? -1 : 1)),
  };
}

interface About {
  readonly ranking: readonly Ranked[];
  readonly now: Instant;
  readonly from: Required<PressureLevels>;
}

function pressureOf(
  profile: string,
  ranked: Ranked,
  { ranking, now, from }: About,
): RecommendationEvent | 'unknown' | null {
  const fullest = ranked.windows
    .map((window) => ({ window, used: isUsedUp(window) ? Math.max(100, window.usedPercent ?? 0) : window.usedPercent }))
    .flatMap(({ window, used }) => (used === null ? [] : [{ window, used }]))
    .toSorted((a, b) => b.used - a.used)[0];
  if (fullest === undefined) return 'unknown';
  const level = ORDER.findLast((one) => fullest.used >= from[one]);
  if (level === undefined) return null;
  const suggested = ranking.find((other) => hasMoreRoom(other, ranked))?.target.name ?? null;
  return {
    profile,
    level,
    reason: `${percentText(fullest.used)} of its ${windowName(fullest.window)} are used`,
    ...(suggested !== null && { suggested }),
    quota5hPercent: ranked.windows.find(({ id }) => id === 'session')?.usedPercent ?? null,
    quotaWeeklyPercent: ranked.windows.find(({ id }) => id === 'weekly')?.usedPercent ?? null,
    timestamp: now,
  };
}

/** Known and not assumed, and of another account, not of the same one by another name. */
function hasMoreRoom(other: Ranked, than: Ranked): boolean {
  return (
    other.blocked === null &&
    other.evidence !== 'stale' &&
    other.target.account.agent === than.target.account.agent &&
    other.target.account.id !== than.target.account.id &&
    !than.sharedWith.includes(other.target.name ?? '') &&
    other.headroomPercent !== null &&
    other.headroomPercent > (than.headroomPercent ?? 100)
  );
}
