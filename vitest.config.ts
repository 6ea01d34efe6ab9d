import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** `npx vitest` at the root: the tests of all packages, and those of the repository itself as the project "repo". */
const config: ViteUserConfig = defineConfig({
  test: {
    projects: ['packages/*', { test: { name: 'repo', include: ['test/**/*.test.ts'], testTimeout: 60_000 } }],
  },
});
export default config;
