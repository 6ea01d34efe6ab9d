// @boundaries-ignore one build setup for all packages
import { defineConfig, library } from '../../tsup.shared.ts';

export default defineConfig(library({ index: 'src/index.ts', 'host/index': 'src/host/index.ts' }));
