import { builtinModules } from 'node:module';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

const BUILTIN = new RegExp(`^(node:)?(${builtinModules.filter((name) => /^[a-z]/.test(name)).join('|')})$`);

/**
 * What ink needs to be compiled into an ES module: its oldest dependencies `require` what Node brings, for which an
 * ES module has no word of its own. Left out are its connection to React's developer tools, and what writes to stderr
 * at the end to show a cursor that ink has shown already.
 */
export const bundleInk: Plugin = {
  name: 'bundle-ink',
  setup(build) {
    build.onResolve({ filter: BUILTIN }, ({ kind, path }) =>
      kind === 'require-call' ? { path, namespace: 'builtin' } : null,
    );
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
    build.onResolve({ filter: /^(react-devtools-core|restore-cursor)$/ }, ({ path }) => ({
      path,
      namespace: 'nothing',
    }));
    build.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'export default () => {};' }));
  },
};

/** The variables by which ink and react choose what is for their own developers. */
export const INK_DEFINES: Readonly<Record<string, string>> = {
  'process.env.NODE_ENV': '"production"',
  'process.env.DEV': '"false"',
};
