import type { Env, FleetMember } from '@ccx/contracts';
import { focusPane, type FocusResult } from '../panes/focus-pane.ts';

/** Brings the terminal in which a member runs to the front: its tmux pane, else its window of WezTerm or kitty. */
export async function focusMember({ alive, tmux, terminal, process }: FleetMember, env: Env): Promise<FocusResult> {
  if (alive !== true) return { done: false, why: `Process ${process.pid} does not run any more.`, command: null };
  const pane = tmux ?? terminal ?? null;
  if (pane !== null) return focusPane(pane, { env });
  return {
    done: false,
    why: 'It runs in no tmux pane, and in no terminal that can be told to show it.',
    command: null,
  };
}
