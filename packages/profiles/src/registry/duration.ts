const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;
const AT_MOST_MS = 366 * UNITS.d;

/** Milliseconds of a text as `5h`, `90m`, `1h30m` or `5h0m0s`; `null` where it is none, nothing or beyond 366 days. */
export function durationMs(text: string): number | null {
  const parts = /^(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?$/.exec(text);
  if (parts === null) return null;
  const ms = Object.values(UNITS).reduce((sum, unit, at) => sum + Number(parts[at + 1] ?? 0) * unit, 0);
  return ms > 0 && ms <= AT_MOST_MS ? ms : null;
}

/** The shortest such text; a length that is not in whole seconds has none that could be read again. */
export function durationText(ms: number): string {
  const unit = ms % UNITS.h === 0 ? 'h' : ms % UNITS.m === 0 ? 'm' : 's';
  return `${ms / UNITS[unit]}${unit}`;
}
