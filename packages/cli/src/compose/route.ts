import type { Router, RunNeed, RunTarget } from '@ccx/contracts';

/** A need that only these targets meet, and a router that offers them in this order. */
export async function composeFixedRoute(
  targets: readonly RunTarget[],
): Promise<{ readonly need: RunNeed; readonly router: Router }> {
  const { fixedRoute } = await import('@ccx/runner');
  const need: RunNeed = {
    agents: [...new Set(targets.map(({ account }) => account.agent))],
    only: targets.map(({ account }) => account.id),
    pinned: true,
    model: null,
    attended: true,
  };
  return { need, router: fixedRoute(targets) };
}
