import type { FleetState } from '@ccx/contracts';

/**
 * What the title that Codex 0.169.0 gives its window says (OSC 0, 2026-11-21): `⠹ project` or `⠹ name | project` while a
 * turn runs, `[ ! ] Action Required | project`, blinking to `[ . ]`, while it asks. At rest the title is the name of the
 * folder alone, which says nothing.
 */
export function codexTitle(title: string): Pick<FleetState, 'is' | 'why'> | null {
  if (/^\[ [!.] \] Action Required(?: \||$)/.test(title)) return { is: 'waiting', why: 'its title asks for an action' };
  if (/^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] /.test(title)) return { is: 'busy', why: 'its title turns' };
  return null;
}
