import type { AgentKind } from '@ccx/contracts';
import type { ProblemCode } from '../problem.ts';
import type { Frame } from './rendered-screen.ts';

/** What may stand before the prompt. */
export interface Dialog {
  /** For people, in the result. */
  readonly name: string;
  readonly code: ProblemCode;
  /** On the visible rows, joined by line ends. */
  readonly marker: RegExp;
  /**
   * - `escape` closes it
   * - `stop` gives up at once: every key would answer what only the person can answer
   * - `trust` chooses `option`, but only in ccx's own empty folder; elsewhere it is closed
   * - `choose` chooses `option`, which changes nothing
   */
  readonly answer: 'escape' | 'stop' | 'trust' | 'choose';
  /** The one answer that may be chosen; closed where it is not there exactly once. */
  readonly option?: RegExp;
}

/** Where a screen takes text. */
export interface Prompt {
  /** What is typed, or the hint that stands in its place. */
  readonly text: string;
  /** The row in which it begins. */
  readonly row: number;
}

/** What has to be known about an agent's screen to ask it something. */
export interface ScreenAgent {
  readonly agent: AgentKind;
  /** The CLI's version, in what it draws at its start. */
  readonly version: RegExp;
  /** The command that shows the quota. */
  readonly command: string;
  /** `null` while nothing can be typed. */
  readonly prompt: (rows: readonly string[]) => Prompt | null;
  /**
   * The CLI shows that it knows the command. Before that, Enter would send it to a model as a prompt. @default from the
   * start
   */
  readonly offers?: (rows: readonly string[]) => boolean;
  /** The answer to the command is on the screen, with numbers or without; its top may have scrolled away. */
  readonly answered: (frame: Frame) => boolean;
  readonly dialogs: readonly Dialog[];
  /** Between the echo and Enter, for screens that take fast keys as a paste. @default 0 */
  readonly enterDelayMs?: number;
  /** Written one after another at the end, so that the CLI tidies up by itself. */
  readonly leave: readonly string[];
}
