import { DEFAULT_LIMITS } from '@ccx/queue';
import { EXIT } from '../../exit-codes.ts';
import { statsRows } from '../../queue-view/stats-rows.ts';
import type { Terminal } from '../../render/terminal.ts';
import { withQueue, type QueueFlags } from './open-queue.ts';

const DAY_MS = 86_400_000;

/** `ccx queue stats`: counts, starts, costs and limits. */
export async function statsCommand(flags: QueueFlags, terminal: Terminal): Promise<number> {
  return withQueue(flags, terminal, async ({ queue, settings, backend }) => {
    const now = new Date();
    const since = new Date(now.getTime() - DAY_MS).toISOString();
    const [stats, spent, holds] = await Promise.all([queue.stats(), queue.spent(since), queue.holds()]);
    const limits = { ...DEFAULT_LIMITS, ...settings.limits };
    if (flags.json === true) {
      const entry = { schemaVersion: 1, backend, ...stats, lastDay: spent, limits, holds };
      terminal.stdout.write(`${JSON.stringify(entry)}\n`);
      return EXIT.done;
    }
    const view = { stats, spent, limits, backend, terminal, now: now.toISOString() };
    terminal.stdout.write(`${statsRows(view).join('\n')}\n`);
    return EXIT.done;
  });
}
