import type { QuotaSource } from '@ccx/contracts';
import { screenSource, type PtySourceKind, type PtySourceOptions } from './pty-source.ts';
import { tmuxStage } from './tmux-stage.ts';

/** The same question of the same screen, drawn by tmux: to find out whether a fault is the terminal's or the CLI's. */
export function tmuxSource(kind: PtySourceKind, options: PtySourceOptions): QuotaSource {
  return screenSource('tmux', kind, options, tmuxStage);
}
