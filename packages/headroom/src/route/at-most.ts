import type { Router } from '@ccx/contracts';

/** A router that offers no account any more when so many attempts were made; what was limited may still come back. */
export function atMost(router: Router, attempts: number): Router {
  return {
    async next(need, before) {
      const route = await router.next(need, before);
      if (before.length < attempts) return route;
      await route.reservation?.release();
      return { ...route, reservation: null };
    },
  };
}
