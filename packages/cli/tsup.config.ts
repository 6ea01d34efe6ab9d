// @boundaries-ignore one build setup for all packages
import { library, type Options } from '../../tsup.shared.ts';

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
  ],
};
export default options;
