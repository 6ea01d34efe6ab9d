import type { FleetState } from '@ccx/contracts';

/**
 * What the title that Claude Code 2.1.329 gives its window says (OSC 0, 2026-11-21): `◐ topic` and `◑ topic` in turns
 * while it works. `✳ topic` is shown at rest and also while it waits for a permission, so it says neither.
 */
export function claudeTitle(title: string): Pick<FleetState, 'is' | 'why'> | null {
  return /^[◐◑] /.test(title) ? { is: 'busy', why: 'its title turns' } : null;
}
