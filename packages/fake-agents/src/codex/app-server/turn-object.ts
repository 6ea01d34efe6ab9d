import type { Line } from '../../claude/line.ts';

/** A turn as answers and notifications hold it. */
export function turnObject(turn: {
  readonly id: string;
  readonly status: string;
  readonly items?: readonly Line[];
  readonly error?: Line | null;
  readonly startedAtMs?: number;
  readonly completedAtMs?: number;
}): Line {
  const { id, status, items = [], error = null, startedAtMs, completedAtMs } = turn;
  return {
    id,
    rootTurnId: id,
    items,
    itemsView: items.length === 0 ? 'notLoaded' : 'summary',
    status,
    error,
    startedAt: startedAtMs === undefined ? null : Math.floor(startedAtMs / 1000),
    completedAt: completedAtMs === undefined ? null : Math.floor(completedAtMs / 1000),
    durationMs:
      startedAtMs === undefined || completedAtMs === undefined ? null : Math.round(completedAtMs - startedAtMs),
  };
}
