import { homedir } from 'node:os';
import { composeAccountObserver } from '../../compose/observers.ts';
import { systemClock } from '../../compose/clock.ts';
import { composeLimits } from '../../compose/limits.ts';
import { composeManager } from '../../compose/manager.ts';
import { composeProfiles } from '../../compose/profiles.ts';
import { composeSpareWorktrees } from '../../compose/spare-worktrees.ts';
import { EXIT } from '../../exit-codes.ts';
import type { WorkView, WorkViewOptions } from '../../queue-view/work-view.ts';
import type { Terminal } from '../../render/terminal.ts';
import { withQueue } from './open-queue.ts';
import { drainOnSignal } from './drain-on-signal.ts';
import { parseUntil, workConfig, workWishes, type WorkFlags } from './work-options.ts';

/** `ccx queue work`: works the backlog off until somebody ends it, or until what the flags say. */
export async function workCommand(flags: WorkFlags, terminal: Terminal): Promise<number> {
  const { env } = process;
  const home = terminal.home ?? homedir();
  const wishes = workWishes(flags);
  const { timeZone } = terminal;
  const until = flags.until === undefined ? null : await parseUntil(flags.until, systemClock.now(), timeZone);
  return withQueue(
    flags,
    terminal,
    async ({ queue, settingsNow, backend }) => {
      const [{ DEFAULT_CONFIG }, book, view] = await Promise.all([
        import('@ccx/queue'),
        composeProfiles(env, home),
        createView(flags, terminal, (id) => queue.get(id)),
      ]);
      const enough = new AbortController();
      const signals = drainOnSignal((text) => view.say(text));
      const config = (): ReturnType<typeof workConfig> => workConfig(DEFAULT_CONFIG, wishes, settingsNow(), timeZone);
      const limits = composeLimits(env, home);
      const accounts = composeAccountObserver(book, env, home);
      const worktrees = composeSpareWorktrees(env, home, (text) => view.say(text));
      let failed = 0;
      const manager = await composeManager({
        env,
        home,
        queue,
        isLocal: backend.startsWith('sqlite:'),
        config: async () => config(),
        keepPercent: () => config().keepPercent,
        observers: [view.observer, limits, accounts],
        say: (text) => view.say(text),
        onComplete: [
          (end) => {
            view.ended(end);
            worktrees.ended(end);
            if (end.outcome.is === 'dead' || end.outcome.is === 'needs-human') failed += 1;
            if (flags.once === true) enough.abort();
          },
        ],
        onIdle: ({ nextAt }) => {
          if (flags.once === true) enough.abort();
          // What cannot be told now is told by the work itself, if it matters.
          telling = telling.then(() => tellIdle(nextAt)).catch(() => {});
        },
      });
      let telling: Promise<void> = Promise.resolve();
      const tellIdle = async (nextAt: string | null): Promise<void> => {
        // What another worker has in hand may come back.
        if (flags.idleExit === true && !(await manager.hasPendingWork())) return enough.abort();
        const { closedLanes, pausedBy } = await manager.status();
        view.idle(nextAt, pausedBy?.reason ?? closedLanes[0]?.reason ?? null);
      };
      if (until !== null) void endAt(until, enough);
      try {
        await manager.run(AbortSignal.any([signals.drain, enough.signal]), { interrupt: signals.interrupt });
        return signals.exitCode() ?? (failed > 0 ? EXIT.failed : EXIT.done);
      } finally {
        enough.abort();
        signals.stop();
        await Promise.all([limits.settled(), accounts.settled(), worktrees.settled(), telling]);
        view.stop();
      }
    },
    wishes.concurrency ?? null,
  );
}

/** A machine that was suspended, and a clock that was set, are noticed within half a minute. */
async function endAt(until: string, enough: AbortController): Promise<void> {
  const { signal } = enough;
  while (!signal.aborted && systemClock.now() < until) {
    const leftMs = Date.parse(until) - Date.now();
    await systemClock.sleep(Math.min(leftMs, 30_000), signal).catch(() => {});
  }
  enough.abort();
}

async function createView(
  { jsonl = false, json = false }: WorkFlags,
  terminal: Terminal,
  item: WorkViewOptions['item'],
): Promise<WorkView> {
  if (jsonl || json) return (await import('../../queue-view/work-lines.ts')).createWorkLines(terminal);
  return (await import('../../queue-view/work-view.ts')).createWorkView({ terminal, item });
}
