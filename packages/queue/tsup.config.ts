// @boundaries-ignore one build setup for all packages
import { library, type Options } from '../../tsup.shared.ts';

const options: Options = library({ index: 'src/index.ts', 'batch/index': 'src/batch/index.ts' });
export default options;
