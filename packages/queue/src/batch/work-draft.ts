import type { Instant, WorkDraft } from '@ccx/contracts';
import { momentOf } from './moment-of.ts';
import { payloadFields } from './payload-fields.ts';
import type { WorkEntry } from './work-entry.ts';

/** What a draft takes from where it is written, and from the queue that it is for. */
export interface DraftPlace {
  readonly now: Instant;
  /** The person's. */
  readonly timeZone: string;
  /** Absolute path of the folder that is worked in. */
  readonly cwd: string;
  /** The top folder of its repository; `null` where it is in none. */
  readonly repository: string | null;
  /** What the item requires: `auto`, an agent, or an account as `claude/work`. */
  readonly lane: string;
  /** Ids of items that must be done first. */
  readonly after: readonly string[];
  /** A run's time where the entry says none, in milliseconds. */
  readonly timeoutMs: number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

export const DEFAULT_PRIORITY = 100;

/** What an entry becomes in a queue. */
export function workDraft(entry: WorkEntry, place: DraftPlace): WorkDraft {
  const { dedup, at, cron, maxAttempts, timezone = place.timeZone } = entry;
  const worktree = worktreeOf(entry, place);
  const limitKey = entry.key ?? worktreeKey(worktree, place) ?? place.repository ?? place.cwd;
  const runAt = at === undefined ? null : momentOf(at, { now: place.now, timeZone: timezone });
  const type = entry.command === undefined ? 'prompt' : 'command';
  return {
    type,
    payload: {
      cwd: place.cwd,
      timeoutMs: place.timeoutMs,
      ...(type === 'prompt' && { permission: 'safe' }),
      ...payloadFields(entry, type),
      ...(worktree !== null && {
        worktree: {
          name: worktree,
          ...(entry.base !== undefined && { base: entry.base }),
          ...(entry.worktree === true && { fresh: true }),
        },
      }),
    },
    priority: entry.priority ?? DEFAULT_PRIORITY,
    onEffects: entry.onEffects ?? 'resume',
    lane: place.lane,
    ...(limitKey !== '' && { limitKey }),
    ...(dedup !== undefined && { dedupKey: dedup }),
    ...(runAt !== null && { runAt }),
    ...(place.after.length > 0 && { after: place.after }),
    ...(maxAttempts !== undefined && { maxAttempts }),
    ...(cron !== undefined && {
      cron: { expression: cron, timeZone: timezone, missed: entry.missed ?? 'run', jitterMs: entry.jitter ?? 0 },
    }),
  };
}

const SLUG = 32;

/** A fresh one is named after the entry, with an ending of its own: two entries may have the same first words. */
function worktreeOf({ worktree, title, name, prompt = '' }: WorkEntry, { random }: DraftPlace): string | null {
  if (worktree === undefined || worktree === false) return null;
  if (typeof worktree === 'string') return worktree;
  const words = (name ?? title ?? prompt).toLowerCase().normalize('NFKD');
  const slug = words
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG)
    .replace(/^-|-$/g, '');
  const ending = Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0');
  return `${slug === '' ? 'work' : slug}-${ending}`;
}

/** What works in a worktree is in nobody's way but in that of the same worktree. */
function worktreeKey(worktree: string | null, { repository, cwd }: DraftPlace): string | null {
  return worktree === null ? null : `${repository ?? cwd}/.ccx/worktrees/${worktree}`;
}
