import { setTimeout as delay } from 'node:timers/promises';
import { listTranscripts, watchFolders } from '@ccx/usage';
import type { UsageBook } from '../compose/usage.ts';
import type { Terminal } from '../render/terminal.ts';
import { updateBook } from './usage-update.ts';
import type { UsageView } from './usage-view.ts';

/** An agent that works writes many times a second; one look has them all. */
const GATHER_MS = 500;
/** Not every file system tells of changes, and a folder may appear that nobody looks at yet. */
const LOOK_AGAIN_MS = 30_000;

export interface WatchUsage {
  readonly view: UsageView;
  readonly book: Pick<UsageBook, 'accounts' | 'update'>;
  readonly home: string;
  readonly terminal: Pick<Terminal, 'stdout' | 'stderr' | 'symbols'>;
  readonly signal: AbortSignal;
}

/** Writes what is shown as one line of JSON, and again whenever it has changed; ends with `signal` or its reader. */
export async function watchUsage({ view, book, home, terminal, signal: stopped }: WatchUsage): Promise<void> {
  const { accounts, update } = book;
  const signal = AbortSignal.any([stopped, terminal.stdout.gone]);
  const watching = watchFolders();
  let told = '';
  try {
    while (!signal.aborted) {
      // Looked at before they are read: what is written meanwhile is told of.
      watching.follow(accounts.flatMap((account) => listTranscripts(account, { home }).folders));
      // Only the first look may take long; the line of a later one would flicker.
      if (told !== '') await update(() => {}, signal);
      else if (!(await updateBook({ update }, signal, terminal))) return;
      const text = JSON.stringify(view.json());
      if (text !== told) terminal.stdout.write(`${text}\n`);
      told = text;
      await watching.changed(LOOK_AGAIN_MS, signal);
      await delay(GATHER_MS, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    watching.stop();
  }
}
