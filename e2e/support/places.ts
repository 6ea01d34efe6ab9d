import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENTS, type AgentKind } from '@ccx/contracts';

const e2e: string = join(import.meta.dirname, '..');

/** The built program, as npm would install it. */
export const CCX_BIN: string = join(e2e, '../packages/cli/dist/bin.js');
/** What lies below belongs to the vendors. `E2E_AGENTS` names another folder, to try other versions than the pinned ones. */
export const AGENT_MODULES: string = join(process.env['E2E_AGENTS'] ?? e2e, 'node_modules');
/** Where the real CLIs are found by name. */
export const AGENT_BINS: string = join(AGENT_MODULES, '.bin');

/** The version of a real CLI that npm installed here. */
export function installedVersion(agent: AgentKind): string {
  const manifest = readFileSync(join(AGENT_MODULES, AGENTS[agent].npmPackage, 'package.json'), 'utf8');
  return JSON.parse(manifest).version;
}
