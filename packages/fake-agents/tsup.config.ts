// @boundaries-ignore one build setup for all packages
import { library, type Options } from '../../tsup.shared.ts';

const options: Options = library({
  index: 'src/index.ts',
  'bin/fake-claude': 'src/bin/fake-claude.mjs',
  'bin/fake-codex': 'src/bin/fake-codex.mjs',
  'bin/fake-gemini': 'src/bin/fake-gemini.mjs',
});
export default options;
