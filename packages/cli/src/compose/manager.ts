import { ccxPaths, type Env, type RunObserver } from '@ccx/contracts';
import type { ManagerOptions, PastRun, WorkManager } from '@ccx/queue';
import { systemClock } from './clock.ts';
import { heardRunner } from './heard-runner.ts';
import { inOwnWorktrees } from './own-worktrees.ts';
import { composeNeed } from './queue-need.ts';
import { composeRunner } from './runner.ts';
import { composeSessionWindow } from './session-window.ts';
import { composeWorkRouter } from './work-router.ts';

export interface ComposeManagerOptions extends Pick<
  ManagerOptions,
  'queue' | 'config' | 'onComplete' | 'onIdle' | 'say' | 'leaseMs' | 'extendEveryMs'
> {
  readonly env: Env;
  readonly home: string;
  readonly keepPercent: () => number | null;
  /** Nobody works at the queue from another machine. */
  readonly isLocal: boolean;
  /** Hear of every run beside the manager. */
  readonly observers: readonly RunObserver[];
}

/** The loop that works a backlog off on a person's accounts. */
export async function composeManager(options: ComposeManagerOptions): Promise<WorkManager> {
  const { env, home, keepPercent, isLocal, observers, ...others } = options;
  const [
    { createManager, createPromptHandler, createCommandHandler },
    { createFileLedger, createLookBack, GO_ON_PROMPT },
  ] = await Promise.all([import('@ccx/queue'), import('@ccx/runner')]);
  const [runner, need, router] = await Promise.all([
    composeRunner({ env, home }),
    composeNeed(env, home),
    composeWorkRouter({ env, home, keepPercent }),
  ]);
  const windowOpen = await composeSessionWindow(env, home, need);
  const lookBack = createLookBack({ ledger: createFileLedger({ dir: ccxPaths(env, home).runs }), env, home });
  return createManager({
    ...others,
    runner: heardRunner(runner, observers),
    router,
    need,
    handlers: [
      inOwnWorktrees(createPromptHandler({ need, clock: systemClock, env, windowOpen })),
      createCommandHandler({ clock: systemClock, env }),
    ],
    clock: systemClock,
    // A run that this machine's ledger does not know was never begun here.
    lookBack: async (heard, item) => (await lookBack(item.id, heard)) ?? (isLocal ? NEVER_BEGUN : null),
    goOnPrompt: GO_ON_PROMPT,
  });
}

const NEVER_BEGUN: PastRun = { alive: false, sessionId: null, effects: 'none' };
