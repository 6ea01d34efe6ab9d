import type { Account, AgentKind, SessionCost, UsageRecord, UsageTurn } from '@ccx/contracts';

/** All that a scan must know of one agent's transcripts. One folder per agent holds one of these. */
export interface TranscriptFormat {
  readonly agent: AgentKind;
  /** Where transcripts lie, relative to the config dir. */
  readonly folders: readonly string[];
  /** Whether a file below such a folder is a transcript, by its absolute path. */
  isTranscript(path: string): boolean;
  /**
   * A reader of one transcript.
   *
   * @param state what {@link TranscriptReader.state} gave at the place where reading goes on; `null` at the start
   */
  open(file: string, account: Account, state: unknown): TranscriptReader;
}

/** Reads one transcript, from one place to its end. */
export interface TranscriptReader {
  /** Whole lines, each with its `\n`: `bytes` from `start` to `end`. The bytes are overwritten after the call. */
  read(bytes: Buffer, start: number, end: number): void;
  /** What was found since the last call. */
  take(): Found;
  /** What a later reader must know to go on after the last line: plain JSON, small, `null` for nothing. */
  state(): unknown;
}

/** What lines gave. */
export interface Found {
  readonly records: readonly UsageRecord[];
  readonly turns: readonly UsageTurn[];
  /** The last of each session. */
  readonly costs: readonly SessionCost[];
  /** Lines that gave no record although they might have, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
}
