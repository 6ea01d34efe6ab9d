import { homedir } from 'node:os';
import type { Env } from '@ccx/contracts';
import type { ManagerConfig, WorkEnd } from '@ccx/queue';
import { systemClock } from '../../compose/clock.ts';
import { composeLimits } from '../../compose/limits.ts';
import { composeManager } from '../../compose/manager.ts';
import { composeAccountObserver } from '../../compose/observers.ts';
import { composeProfiles } from '../../compose/profiles.ts';
import type { OpenQueue } from '../../compose/queue.ts';
import { composeSpareWorktrees } from '../../compose/spare-worktrees.ts';
import { EXIT } from '../../exit-codes.ts';
import type { WorkView, WorkViewOptions } from '../../queue-view/work-view.ts';
import type { Terminal } from '../../render/terminal.ts';
import { drainOnSignal } from './drain-on-signal.ts';
import { withQueue } from './open-queue.ts';
import { whyIdle } from './why-idle.ts';
import { parseUntil, workConfig, workWishes, type WorkFlags } from './work-options.ts';

/** `ccx queue work`: works the backlog off until somebody ends it, or until what the flags say. */
export async function workCommand(flags: WorkFlags, terminal: Terminal): Promise<number> {
  const wishes = workWishes(flags);
  const { timeZone } = terminal;
  const until = flags.until === undefined ? null : await parseUntil(flags.until, systemClock.now(), timeZone);
  const work = async (open: OpenQueue): Promise<number> => {
    const [{ DEFAULT_CONFIG }, view] = await Promise.all([
      import('@ccx/queue'),
      createView(flags, terminal, (id) => open.queue.get(id)),
    ]);
    for (const warning of open.warnings) view.say(warning);
    const config = (): ManagerConfig => workConfig(DEFAULT_CONFIG, wishes, open.settingsNow(), timeZone);
    return workOff(open, { flags, until, config, view, env: process.env, home: terminal.home ?? homedir() });
  };
  return withQueue(flags, terminal, work, wishes.concurrency ?? null);
}

interface Shift {
  readonly flags: WorkFlags;
  readonly until: string | null;
  readonly config: () => ManagerConfig;
  readonly view: WorkView;
  readonly env: Env;
  readonly home: string;
}

async function workOff({ queue, backend }: OpenQueue, shift: Shift): Promise<number> {
  const { flags, until, config, view, env, home } = shift;
  const enough = new AbortController();
  const signals = drainOnSignal(
    (text) => view.say(text),
    () => view.stop(),
  );
  const listeners = await composeListeners(shift);
  let failed = false;
  /** Of `--once` that found nothing to begin. */
  let idle: number | null = null;
  let ended = 0;
  let telling: Promise<void> = Promise.resolve();
  const manager = await composeManager({
    env,
    home,
    queue,
    isLocal: backend.startsWith('sqlite:'),
    config: async () => config(),
    keepPercent: () => config().keepPercent,
    observers: [view.observer, listeners.limits, listeners.accounts],
    say: (text) => view.say(text),
    onComplete: [
      (end) => view.ended(end),
      (end) => listeners.worktrees.ended(end),
      ({ outcome }) => {
        ended += 1;
        if (flags.once === true && outcome.is === 'wait') idle = EXIT.limited;
        failed ||= NEEDS_LOOKING_AT.has(outcome.is);
        if (flags.once === true) enough.abort();
      },
    ],
    onIdle: ({ nextAt }) => {
      // What cannot be told now is told by the work itself, if it matters.
      telling = telling.then(() => tellIdle(nextAt)).catch(() => {});
      if (flags.once === true) telling = telling.then(() => enough.abort());
    },
  });
  const tellIdle = async (nextAt: string | null): Promise<void> => {
    // What another worker has in hand may come back.
    if (flags.idleExit === true && !(await manager.hasPendingWork())) return enough.abort();
    if (flags.once === true && (ended > 0 || enough.signal.aborted)) return;
    const about = await whyIdle(queue, await manager.status(), nextAt);
    if (flags.once !== true) return view.idle(about.nextAt, about.why);
    idle = about.exitCode;
    view.nothing(about.nextAt, about.why);
  };
  if (until !== null) void endAt(until, enough);
  try {
    await manager.run(AbortSignal.any([signals.drain, enough.signal]), { interrupt: signals.interrupt });
    await telling;
    return signals.exitCode() ?? idle ?? (failed ? EXIT.failed : EXIT.done);
  } finally {
    enough.abort();
    signals.stop();
    await Promise.all([listeners.settled(), telling]);
    view.stop();
  }
}

const NEEDS_LOOKING_AT: ReadonlySet<WorkEnd['outcome']['is']> = new Set(['dead', 'needs-human']);

/** Who keeps what runs tell of their accounts, and puts their worktrees in order. */
async function composeListeners({ env, home, view }: Shift): Promise<{
  readonly limits: ReturnType<typeof composeLimits>;
  readonly accounts: ReturnType<typeof composeAccountObserver>;
  readonly worktrees: ReturnType<typeof composeSpareWorktrees>;
  readonly settled: () => Promise<unknown>;
}> {
  const limits = composeLimits(env, home);
  const accounts = composeAccountObserver(await composeProfiles(env, home), env, home);
  const worktrees = composeSpareWorktrees(env, home, (text) => view.say(text));
  const settled = (): Promise<unknown> => Promise.all([limits.settled(), accounts.settled(), worktrees.settled()]);
  return { limits, accounts, worktrees, settled };
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
