// @boundaries-ignore one build setup for all packages
import { library, type Options } from '../../tsup.shared.ts';

const options: Options = library({
  index: 'src/index.ts',
  'host/index': 'src/host/index.ts',
  'sqlite/index': 'src/sqlite/index.ts',
});
export default options;
