import type { AgentEvent, AgentEventBody, Instant } from '@ccx/contracts';

/** A line as it was cut from the stream. */
export interface SourceLine {
  /** Without its line end; empty where the line was over the cap. */
  readonly text: string;
  /** Its length in bytes, without the line end. */
  readonly bytes: number;
  readonly origin: NonNullable<AgentEvent['origin']>;
  /** When it was read: the stamp of lines that carry none. Asked only where it is needed. */
  readAt(): Instant;
}

/** What every event of a line says beside its body. */
export interface EventHeader {
  readonly raw: string;
  readonly at: Instant;
  readonly sessionId: string | null;
  readonly parentToolUseId: string | null;
  readonly origin: NonNullable<AgentEvent['origin']>;
}

/** Makes an event of what a vendor's reader understood. */
export type Emit = (header: EventHeader, body: AgentEventBody) => void;

/**
 * What a vendor's folder adds to the shared parser: it is handed whole lines and says what they mean. Every line gives
 * at least one event, so that all that was read can be found again in `raw`. Reading must not throw.
 */
export interface VendorReader {
  /** A line of stdout: the vendor's format, or what got in between. */
  stdout(line: SourceLine): void;
  /** A line of stderr: talk. */
  stderr(line: SourceLine): void;
  /** A line of either stream that was over the cap, with its beginning. */
  oversize(line: SourceLine, excerpt: string): void;
  /** Both streams ended: says what was held back. */
  end(): void;
}
