import { join } from 'node:path';

const e2e: string = join(import.meta.dirname, '..');

/** The built program, as npm would install it. */
export const CCX_BIN: string = join(e2e, '../packages/cli/dist/bin.js');
/** Where the real CLIs are found by name. */
export const AGENT_BINS: string = join(e2e, 'node_modules/.bin');
/** What lies below belongs to the vendors. */
export const AGENT_MODULES: string = join(e2e, 'node_modules');
