import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Two files at a time: every test starts real programs, and each of them could keep a processor busy alone. */
const config: ViteUserConfig = defineConfig({
  root: import.meta.dirname,
  resolve: { tsconfigPaths: true },
  ssr: { resolve: { conditions: ['@ccx/source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', ['json', { outputFile: '.results/vitest.json' }]],
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 30_000,
  },
});
export default config;
