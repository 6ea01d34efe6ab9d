import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CcxError, type QuotaReading } from '@ccx/contracts';
import { writeWhole } from '../cache/whole-file.ts';
import { systemClock } from '../system-clock.ts';
import { formatCast, type CastEvent } from './cast.ts';
import { CASSETTE_FILES, digestOf, type CassetteManifest, type CassetteTexts } from './manifest.ts';
import { playCast } from './play.ts';
import type { PrivateWord } from './private-words.ts';
import { SCREENS } from './screens.ts';
import { scrubCast } from './scrub.ts';

/** What was seen of a talk with a screen, and what it meant. */
export interface Recording extends Pick<CassetteManifest, 'agent' | 'terminal' | 'capturedAt' | 'timeZone' | 'origin'> {
  readonly events: readonly CastEvent[];
  readonly reading: QuotaReading;
  /** @default what the screen says */
  readonly cliVersion?: string;
  /** What is private on this machine. */
  readonly words: readonly PrivateWord[];
}

/**
 * Writes a recording to a new folder, whole or not at all, without what is private.
 *
 * @throws {CcxError} `io_failed` where it means something else without that, or cannot be written
 */
export async function keepCassette(folder: string, recording: Recording): Promise<CassetteManifest> {
  const { agent, terminal, capturedAt, timeZone, origin, words } = recording;
  const { events, replaced } = await scrubCast(recording.events, { size: terminal, words });
  const signal = new AbortController().signal;
  const played = await playCast(recording, events, { speed: Infinity, clock: systemClock, signal });
  if (!isDeepStrictEqual(meaningOf(played.reading), meaningOf(recording.reading))) {
    throw new CcxError(
      'io_failed',
      `The recording is not kept: without what is private in it, it means ${inWords(played.reading)} instead of ${inWords(recording.reading)}.`,
    );
  }
  const about = {
    schemaVersion: 1 as const,
    agent,
    cliVersion: recording.cliVersion ?? played.cliVersion,
    command: SCREENS[agent].screen.command,
    terminal,
    capturedAt,
    timeZone,
    origin,
  };
  const startedAt = Math.floor((Date.parse(capturedAt) - (events.at(-1)?.atMs ?? 0)) / 1_000);
  const texts = {
    'session.cast': formatCast({ ...terminal, startedAt }, events),
    'snapshot.json': pretty(played.reading),
    'scrub.json': pretty({ schemaVersion: 1, replaced }),
  };
  const manifest = { ...about, digest: digestOf(about, texts) };
  await writeFolder(folder, texts, manifest);
  return manifest;
}

/** @throws {CcxError} `invalid_argument` where something lies there: nothing is ever overwritten */
export async function checkFree(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => (isMissing(error) ? [] : null));
  if (names?.length === 0) return;
  throw new CcxError('invalid_argument', `"${folder}" is not a new or empty folder.`, {
    hint: 'A cassette overwrites nothing: name another folder.',
  });
}

async function writeFolder(folder: string, texts: CassetteTexts, manifest: CassetteManifest): Promise<void> {
  await checkFree(folder);
  const target = resolve(folder);
  const draft = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 });
    for (const name of CASSETTE_FILES) await writeWhole(join(draft, name), texts[name]);
    await writeWhole(join(draft, 'manifest.json'), pretty(manifest));
    // An empty folder is replaced, anything else is not.
    await rename(draft, target);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    if (CcxError.is(cause)) throw cause;
    throw new CcxError('io_failed', `The cassette cannot be written to "${folder}".`, { cause });
  }
}

/** Without whose it is and what was private in it. */
function meaningOf(reading: QuotaReading): unknown {
  if (!reading.ok) return reading.problem.code;
  const { windows, plan, cliVersion } = reading.snapshot;
  return { windows, plan, cliVersion };
}

function inWords(reading: QuotaReading): string {
  if (!reading.ok) return `"${reading.problem.code}"`;
  const { windows, plan, cliVersion } = reading.snapshot;
  const numbers = windows.map(
    ({ id, usedPercent, resetsAt }) => `${id} ${usedPercent ?? '?'}% until ${resetsAt ?? '?'}`,
  );
  return [cliVersion, plan, ...numbers].filter((part) => part !== null).join(', ');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
