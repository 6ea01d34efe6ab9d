// @boundaries-ignore one build setup for all packages
import { library, type Options } from '../../tsup.shared.ts';

const options: Options = library({
  index: 'src/index.ts',
  'bin/fake-claude': 'src/bin/fake-claude.ts',
  'bin/fake-codex': 'src/bin/fake-codex.ts',
  'bin/fake-gemini': 'src/bin/fake-gemini.ts',
});
export default options;
