import type { FleetState } from '@ccx/contracts';

/**
 * What the title that Gemini CLI 0.61.0 gives its window says (OSC 0, 2026-11-21): `◇  Ready (project)`,
 * `✦  Working… (project)`, `✋  Action Required (project)`, filled up with spaces. Its question whether to go on after a
 * used-up limit is shown as working. The setting `ui.dynamicWindowTitle` takes the signs away.
 */
export function geminiTitle(title: string): Pick<FleetState, 'is' | 'why'> | null {
  if (title.startsWith('✋  Action Required')) return { is: 'waiting', why: 'its title asks for an action' };
  if (title.startsWith('✦  ')) return { is: 'busy', why: 'its title says that it works' };
  if (title.startsWith('◇  Ready')) return { is: 'idle', why: 'its title says that it is ready' };
  return null;
}
