import type { AgentEvent, RunRecord, RunResult } from '@ccx/contracts';

/** How one run is shown. */
export interface RunView {
  /** Whether the view reads the events (and may hold the agent back), or only wants the result. */
  readonly readsEvents: boolean;
  /** The run begins, or goes on elsewhere. */
  attempt?(record: RunRecord): void;
  /** Nothing runs until there is room; asked again and again for how long that is. `null`: no more. */
  waiting?(words: (() => string) | null): void;
  /** The run ends without a result. */
  stop?(): void;
  /** Resolves when the view can take the next event. */
  event(event: AgentEvent): Promise<void> | void;
  /** Nobody reads what the view writes any more: the run need not go on. */
  abandoned(): boolean;
  /** A word from ccx itself in the middle of the run. */
  say(text: string): void;
  ended(result: RunResult): void;
}
