import type { Env } from '@ccx/contracts';
import picocolors from 'picocolors';
import { speaksUnicode } from './speaks-unicode.ts';

type Colors = ReturnType<typeof picocolors.createColors>;

/** The marks of ccx; each reads without colour too. */
export interface Symbols {
  readonly busy: string;
  readonly waiting: string;
  readonly idle: string;
  readonly failed: string;
  readonly done: string;
  readonly warning: string;
  readonly separator: string;
  readonly ellipsis: string;
  readonly arrow: string;
}

const UNICODE: Symbols = {
  busy: '●',
  waiting: '◐',
  idle: '○',
  failed: '✗',
  done: '✓',
  warning: '▲',
  separator: '·',
  ellipsis: '…',
  arrow: '→',
};

const ASCII: Symbols = {
  busy: '*',
  waiting: '?',
  idle: 'o',
  failed: 'x',
  done: '+',
  warning: '!',
  separator: '-',
  ellipsis: '...',
  arrow: '->',
};

/** One output stream and what it can show. */
export interface Screen {
  readonly isTty: boolean;
  readonly columns: () => number;
  readonly rows: () => number;
  readonly colors: Colors;
  readonly write: (text: string) => boolean;
  /** Aborted when whoever read it has gone, which shows at the next write: the stream itself stays open for ever. */
  readonly gone: AbortSignal;
  /** Nothing can be written any more. */
  readonly closed: () => boolean;
  /** Resolves when the stream takes more, or is gone. */
  readonly drained: () => Promise<void>;
}

/** Where ccx writes: data to stdout, talk to stderr. */
export interface Terminal {
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly symbols: Symbols;
  /** The person's zone, for clock times. */
  readonly timeZone: string;
  readonly home: string | null;
}

export interface TerminalOptions {
  readonly env: Env;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Looked through for `--no-color`, which must hold for errors of the command line itself too. */
  readonly argv: readonly string[];
}

export function createTerminal({ env, stdout, stderr, argv }: TerminalOptions): Terminal {
  const end = argv.indexOf('--');
  const noColor = (end < 0 ? argv : argv.slice(0, end)).includes('--no-color');
  return {
    stdout: screen(stdout, env, noColor),
    stderr: screen(stderr, env, noColor),
    symbols: speaksUnicode(env) ? UNICODE : ASCII,
    // Asking costs 15 ms, and few commands show a time.
    get timeZone() {
      return Intl.DateTimeFormat().resolvedOptions().timeZone;
    },
    home: env['HOME'] ?? null,
  };
}

function screen(stream: NodeJS.WriteStream, env: Env, noColor: boolean): Screen {
  const isTty = stream.isTTY;
  const allowed = !noColor && (env['NO_COLOR'] ?? '') === '';
  const gone = new AbortController();
  stream.on('error', () => gone.abort());
  const wanted = (env['FORCE_COLOR'] ?? '0') !== '0' || (isTty && env['TERM'] !== 'dumb');
  return {
    isTty,
    columns: () => (isTty && stream.columns > 0 ? stream.columns : 80),
    rows: () => (isTty && stream.rows > 0 ? stream.rows : 24),
    colors: picocolors.createColors(allowed && wanted),
    write: (text) => stream.writable && stream.write(text),
    gone: gone.signal,
    closed: () => gone.signal.aborted || !stream.writable,
    drained: () =>
      new Promise((resolve) => {
        if (!stream.writable || !stream.writableNeedDrain) return resolve();
        const done = (): void => {
          for (const event of ['drain', 'close', 'error'] as const) stream.off(event, done);
          resolve();
        };
        for (const event of ['drain', 'close', 'error'] as const) stream.once(event, done);
      }),
  };
}
