import { readFileSync, statSync } from 'node:fs';
import { CcxError } from '@ccx/contracts';
import { DEFAULT_LIMITS, type QueueLimits } from '@ccx/queue';
import { parse } from 'smol-toml';
import { keyLine } from './key-line.ts';
import { QUEUE_KEYS } from './setting-keys.ts';

/** What a person may set in `[queue]` of `config.toml`; absent is the default. */
export interface QueueSettings {
  /** Where the backlog lies: `sqlite:///path`. */
  readonly backend?: string;
  readonly limits: Partial<QueueLimits>;
  /** A run's time where its item says none, in milliseconds. */
  readonly timeoutMs?: number;
  /** For the person's own use of each window. */
  readonly keepPercent?: number;
  readonly usdPerDay?: number;
  /** The hours in which work is started: `22:00-07:00`. */
  readonly hours?: string;
  /** As many equal failures in a row stop the work. */
  readonly equalFailures?: number;
  /** How long what has ended is kept. */
  readonly keepDays?: number;
}

/**
 * What stands in `[queue]` of a `config.toml`; nothing of it where there is no such file.
 *
 * @throws {CcxError} `invalid_config` with the line of what is not understood
 */
export function readQueueSettings(path: string): QueueSettings {
  const text = textOf(path);
  const table = queueTable(text, path);
  for (const [key, value] of Object.entries(table)) checkKey(key, value, { path, text });
  return settingsOf(table);
}

/**
 * Reads settings again when their file has changed. What cannot be understood is thrown the first time; later, while
 * somebody works, the settings of before go on.
 */
export function settingsReader(path: string): () => QueueSettings {
  let known: { readonly version: string; readonly settings: QueueSettings } | null = null;
  return () => {
    const version = versionOf(path);
    if (known?.version === version) return known.settings;
    try {
      known = { version, settings: readQueueSettings(path) };
    } catch (error) {
      if (known === null) throw error;
      known = { version, settings: known.settings };
    }
    return known.settings;
  };
}

function versionOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino}-${found.size}-${found.mtimeNs}`;
}

interface Place {
  readonly path: string;
  readonly text: string;
}

function checkKey(key: string, value: unknown, { path, text }: Place): void {
  const at = `${path}:${keyLine(text, 'queue', key) ?? 1}`;
  const known = Object.hasOwn(QUEUE_KEYS, key) ? QUEUE_KEYS[key] : undefined;
  if (known === undefined) {
    throw new CcxError('invalid_config', `${at}: "${key}" is no setting of the queue.`, {
      hint: `${Object.keys(QUEUE_KEYS).join(', ')} are`,
    });
  }
  if (known.read(value) !== undefined) return;
  throw new CcxError('invalid_config', `${at}: ${key} is ${JSON.stringify(value)}; ${known.expected} was expected.`);
}

function settingsOf(table: Readonly<Record<string, unknown>>): QueueSettings {
  const read = (key: string): unknown => (table[key] === undefined ? undefined : QUEUE_KEYS[key]?.read(table[key]));
  const { backoff } = DEFAULT_LIMITS;
  const waits = given({ firstMs: read('backoff'), maxMs: read('backoff_max') });
  const limits: Partial<QueueLimits> = given({
    cap: read('cap'),
    running: read('running'),
    perKey: read('per_key'),
    perLane: read('per_lane'),
    startsPerHour: read('starts_per_hour'),
    maxAttempts: read('attempts'),
    maxStalls: read('stalls'),
    backoff: Object.keys(waits).length === 0 ? undefined : { ...backoff, ...waits },
  });
  return {
    limits,
    ...given({
      backend: read('backend'),
      timeoutMs: read('timeout'),
      keepPercent: read('keep_percent'),
      usdPerDay: read('usd_per_day'),
      hours: read('hours'),
      equalFailures: read('equal_failures'),
      keepDays: read('keep_days'),
    }),
  };
}

function given(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function queueTable(text: string, path: string): Readonly<Record<string, unknown>> {
  let whole: unknown;
  try {
    whole = parse(text)['queue'];
  } catch (cause) {
    const [what = ''] = cause instanceof Error ? cause.message.split('\n') : [];
    throw new CcxError('invalid_config', `${path} is no TOML: ${what.replace(/^Invalid TOML document: /, '')}.`, {
      hint: 'Mend the file, or move it away: the defaults of ccx apply without it.',
      cause,
    });
  }
  if (whole === undefined) return {};
  if (typeof whole === 'object' && whole !== null && !Array.isArray(whole)) return { ...whole };
  throw new CcxError('invalid_config', `${path}: queue is no table.`, { hint: 'write [queue] above its keys' });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '';
    throw new CcxError('io_failed', `"${path}" cannot be read.`, { cause });
  }
}
