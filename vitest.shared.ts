import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** One test setup for all packages: sources run unbuilt, each run leaves its counts where the closing line finds them. */
const shared: ViteUserConfig = defineConfig({
  ssr: { resolve: { conditions: ['@ccx/source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', ['json', { outputFile: '.results/vitest.json' }]],
    // Room for a busy machine, as everywhere below: no expectation.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
export default shared;
