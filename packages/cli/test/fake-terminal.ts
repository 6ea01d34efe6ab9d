import picocolors from 'picocolors';
import type { Screen, Terminal } from '../src/render/terminal.ts';
import { createTerminal } from '../src/render/terminal.ts';

export interface FakeTerminal extends Terminal {
  /** All that was written to stdout and stderr, in the order in which a person sees it. */
  readonly seen: () => string;
  readonly out: () => string;
  readonly err: () => string;
}

/** A terminal in UTC without colour that keeps what is written to it. */
export function fakeTerminal({
  tty = true,
  ascii = false,
  columns = 80,
}: { readonly tty?: boolean; readonly ascii?: boolean; readonly columns?: number } = {}): FakeTerminal {
  const written: { to: 'out' | 'err'; text: string }[] = [];
  const screen = (to: 'out' | 'err'): Screen => ({
    isTty: tty,
    columns: () => columns,
    rows: () => 24,
    colors: picocolors.createColors(false),
    write: (text) => {
      written.push({ to, text });
      return true;
    },
    gone: new AbortController().signal,
    closed: () => false,
    drained: async () => {},
  });
  const join = (to?: 'out' | 'err'): string =>
    written
      .filter((entry) => to === undefined || entry.to === to)
      .map(({ text }) => text)
      .join('');
  const { symbols } = createTerminal({
    env: { CCX_ASCII: ascii ? '1' : '' },
    stdout: process.stdout,
    stderr: process.stderr,
    argv: [],
  });
  return {
    stdout: screen('out'),
    stderr: screen('err'),
    symbols,
    timeZone: 'UTC',
    home: '/home/ada',
    seen: () => join(),
    out: () => join('out'),
    err: () => join('err'),
  };
}
