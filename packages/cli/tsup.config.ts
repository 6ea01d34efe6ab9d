// @boundaries-ignore one build setup for all packages
import { library, type Options } from '../../tsup.shared.ts';
import { bundleInk, INK_DEFINES } from './bundle-ink.ts';

const shared: Options = library({ bin: 'src/bin.ts' });
const options: Options = {
  ...shared,
  // A package that must be found by its name costs each start of ccx milliseconds, and a status line starts all day.
  noExternal: [
    '@ccx/contracts',
    '@ccx/fleet',
    '@ccx/headroom',
    '@ccx/profiles/ambient',
    '@ccx/profiles/choice',
    '@ccx/quota-probe/statusline',
    '@ccx/runner/ledger',
    '@ccx/usage/costs',
  ],
  // What is no dependency of the published package is compiled in: ink and react, into a chunk of their own.
  esbuildPlugins: [bundleInk],
  esbuildOptions: (esbuild, context) => {
    shared.esbuildOptions?.(esbuild, context);
    esbuild.define = { ...esbuild.define, ...INK_DEFINES };
  },
};
export default options;
