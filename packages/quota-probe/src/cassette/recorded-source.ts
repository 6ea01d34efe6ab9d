import { homedir, hostname, userInfo } from 'node:os';
import { basename } from 'node:path';
import type { Account, Env, QuotaReading, QuotaSource } from '@ccx/contracts';
import type { PtyObserver } from '../pty/drive-screen.ts';
import { COLUMNS, ROWS } from '../pty/pty.ts';
import type { CastEvent } from './cast.ts';
import { checkFree, keepCassette } from './keep-cassette.ts';
import type { PrivateWord } from './private-words.ts';

export interface RecordedSourceOptions {
  /** Where the cassette goes: a folder that is new or empty. */
  readonly recordTo: string;
  /** In which the CLI is started. */
  readonly folder: string;
  /** The source that draws, watched by an observer. */
  readonly make: (observer: PtyObserver) => QuotaSource;
}

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i;
/** Shorter values switch something on. */
const SHORTEST_SECRET = 8;

/**
 * A source whose talk with the screen is kept as a cassette, whatever it said; nothing is kept where nothing was drawn.
 * Reading throws a `CcxError` where the cassette cannot be kept.
 */
export function recordedSource({ recordTo, folder, make }: RecordedSourceOptions): QuotaSource {
  let events: CastEvent[] = [];
  const source = make({
    onData: (data, atMs) => events.push({ atMs, kind: 'out', data }),
    onInput: (data, atMs) => events.push({ atMs, kind: 'in', data }),
  });
  return {
    ...source,
    async read(account, options) {
      await checkFree(recordTo);
      events = [];
      const reading = await source.read(account, options);
      if (events.length === 0) return reading;
      await keepCassette(recordTo, {
        agent: source.agent,
        terminal: { columns: COLUMNS, rows: ROWS, term: 'xterm-256color' },
        // Resets on the screen count from then.
        capturedAt: reading.ok
          ? (reading.snapshot.windows[0]?.capturedAt ?? new Date().toISOString())
          : reading.problem.at,
        timeZone: options.env['TZ'] || Intl.DateTimeFormat().resolvedOptions().timeZone,
        origin: 'recorded by ccx',
        events,
        reading,
        words: privateWordsOf(account, options.env, folder, reading),
      });
      return reading;
    },
  };
}

/** What of this machine, this person and this login may stand on a screen. */
function privateWordsOf(account: Account, env: Env, folder: string, reading: QuotaReading): readonly PrivateWord[] {
  const login = reading.ok ? reading.snapshot.login : null;
  const words: readonly (readonly [PrivateWord['kind'], string | null | undefined])[] = [
    ...[env['HOME'], homedir(), account.configDir, folder].map((path) => ['path', path] as const),
    ...[userName(), env['USER'], basename(env['HOME'] ?? ''), hostname(), basename(folder)].map(
      (name) => ['name', name] as const,
    ),
    ['email', login?.email],
    ['organization', login?.organization],
    ...Object.entries(env).map(([name, value = '']) => {
      return ['token', SECRET_NAME.test(name) && value.length >= SHORTEST_SECRET ? value : null] as const;
    }),
  ];
  // Who works as root tells nothing by that.
  return words.flatMap(([kind, text]) => (text && text !== 'root' ? [{ kind, text }] : []));
}

function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}
