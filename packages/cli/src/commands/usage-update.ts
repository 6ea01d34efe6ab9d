import type { UpdateProgress } from '@ccx/usage';
import type { UsageBook } from '../compose/usage.ts';
import { count } from '../render/count.ts';
import type { Terminal } from '../render/terminal.ts';
import { startLiveLine } from '../run-view/live-line.ts';

/** Reads what is new, and shows how far it is; `false` where `signal` ended that, with what was read until then kept. */
export async function updateBook(
  { update }: Pick<UsageBook, 'update'>,
  signal: AbortSignal,
  { stderr, symbols }: Pick<Terminal, 'stderr' | 'symbols'>,
): Promise<boolean> {
  let progress: UpdateProgress | null = null;
  const line = startLiveLine(stderr, symbols.ellipsis, () =>
    stderr.colors.dim(
      progress === null
        ? ` ${symbols.waiting} looking for transcripts`
        : ` ${symbols.waiting} reading transcripts: ${progress.files} files, ${count(progress.records)} calls`,
    ),
  );
  try {
    await update((next) => {
      progress = next;
    }, signal);
    return true;
  } catch (error) {
    if (!signal.aborted) throw error;
    return false;
  } finally {
    line.stop();
  }
}
