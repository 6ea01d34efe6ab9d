import { isDeepStrictEqual } from 'node:util';
import { CcxError, type Clock, type QuotaReading } from '@ccx/contracts';
import { systemClock } from '../system-clock.ts';
import type { Phase } from '../pty/screen-talk.ts';
import type { CassetteManifest } from './manifest.ts';
import { playCast } from './play.ts';
import { readCassette } from './read-cassette.ts';

export interface ReplayOptions {
  /** `realtime` as it was recorded, a number so many times as fast, `collapsed` without any wait. @default 'collapsed' */
  readonly pace?: 'realtime' | 'collapsed' | number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** Called when the talk with the screen enters a phase; `atMs` since the start of the recording. */
  readonly onPhase?: (phase: Phase, atMs: number) => void;
}

/** What a recorded screen means today. */
export interface Replayed {
  readonly manifest: CassetteManifest;
  readonly reading: QuotaReading;
  /** What it meant when it was recorded. */
  readonly recorded: QuotaReading;
  /** Both are the same. */
  readonly same: boolean;
}

/**
 * Plays a cassette to the same state machine and parser that ask a live screen. Nothing is started and nobody is asked.
 *
 * @throws {CcxError} where the folder holds no whole cassette, with the reason; the reason of `signal` when that is aborted
 *
 * @example
 * const { reading, same } = await replayCassette('./cassette');
 */
export async function replayCassette(
  folder: string,
  { pace = 'collapsed', clock = systemClock, signal = new AbortController().signal, onPhase }: ReplayOptions = {},
): Promise<Replayed> {
  const speed = pace === 'realtime' ? 1 : pace === 'collapsed' ? Infinity : pace;
  if (!(speed > 0)) throw new CcxError('invalid_argument', `A cassette cannot be played ${speed} times as fast.`);
  const { manifest, events, reading: recorded } = await readCassette(folder);
  const { reading } = await playCast(manifest, events, {
    speed,
    clock,
    signal,
    ...(onPhase !== undefined && { onPhase }),
  });
  return { manifest, reading, recorded, same: isDeepStrictEqual(reading, recorded) };
}
