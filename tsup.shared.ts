import type { Options } from 'tsup';

/** JavaScript only: declarations come from tsc, because TypeScript 7 has no compiler API for tsup to use. */
export function library(entry: Readonly<Record<string, string>>): Options {
  return {
    entry: { ...entry },
    format: 'esm',
    target: 'node22',
    platform: 'node',
    sourcemap: false,
    splitting: true,
    clean: true,
    dts: false,
    treeshake: true,
    esbuildOptions: (options) => {
      options.charset = 'utf8';
    },
  };
}
export type { Options };
