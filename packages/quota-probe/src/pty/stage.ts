import type { Env } from '@ccx/contracts';
import type { Frame } from './rendered-screen.ts';

/** What is to be started. */
export interface StageStart {
  readonly file: string;
  readonly args: readonly string[];
  /** Complete. */
  readonly env: Env;
  readonly cwd: string;
  /** Of the one whole probe. */
  readonly sinceStart: () => number;
}

/** A place in which a CLI draws its screen. */
export interface Stage {
  /** The process under which all hangs that was started. */
  readonly pid: number;
  /** The CLI has ended; what it drew last is in the next frame. */
  ended(): boolean;
  /** How much was drawn, in bytes. */
  size(): number;
  frame(): Promise<Frame>;
  write(bytes: string): void;
  close(): Promise<void>;
}

/**
 * Starts a CLI on a stage.
 *
 * @throws {NoStage} where there can be none
 */
export type OpenStage = (start: StageStart) => Promise<Stage>;

/** A CLI could not be given a screen, and why. */
export class NoStage extends Error {
  override readonly name = 'NoStage';
}
