import type { RunObserver, Runner } from '@ccx/contracts';

/** A runner whose every run is heard by these too. */
export function heardRunner(runner: Runner, also: readonly RunObserver[]): Runner {
  const watched = (options: Parameters<Runner['run']>[2] = {}): typeof options => ({
    ...options,
    observers: [...(options.observers ?? []), ...also],
  });
  return {
    run: (request, target, options) => runner.run(request, target, watched(options)),
    chain: (request, need, router, options) => runner.chain(request, need, router, watched(options)),
  };
}
