import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/*
 * Run unbuilt, as by this repository's own tests, a start strips the types of every file, which takes longer than all
 * the rest; what came of it is kept beside the installed packages. That a stand-in's first files have no types to strip
 * saves loading what strips them. A built stand-in keeps nothing.
 */
if (import.meta.url.endsWith('.mjs')) {
  enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/stripped', import.meta.url)));
}
