// @boundaries-ignore one build setup for all packages
import { library, type Options } from '../../tsup.shared.ts';

const options: Options = library({
  index: 'src/index.ts',
  bin: 'src/bin.ts',
  statusline: 'src/statusline.ts',
  'background-main': 'src/background-main.ts',
});
export default options;
