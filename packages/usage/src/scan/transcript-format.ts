import type { Account, AgentKind, SessionCost, UsageRecord, UsageTurn } from '@ccx/contracts';

/** Whose calls a transcript tells of. */
export interface TranscriptOwner {
  /** That of the config dir in which it lies. */
  readonly account: Account;
  /** That of the login whose organization, by the vendor's id, a line names; `null` where only one login is known. */
  readonly accountOf: ((organizationId: string) => Account) | null;
}

/** All that a scan must know of one agent's transcripts. One folder per agent holds one of these. */
export interface TranscriptFormat {
  readonly agent: AgentKind;
  /** Where transcripts lie, relative to the config dir. */
  readonly folders: readonly string[];
  /** Whether a file below such a folder is a transcript, by its absolute path. */
  isTranscript(path: string): boolean;
  /**
   * A reader of one transcript. Its records are of `owner.account` where their lines name nobody.
   *
   * @param state what {@link TranscriptReader.state} gave at the place where reading goes on; `null` at the start
   */
  open(file: string, owner: TranscriptOwner, state: unknown): TranscriptReader;
  /** Whether it is known better by now whose calls the lines before this state were. Absent: never. */
  isOutdated?(state: unknown, owner: TranscriptOwner): boolean;
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
  /** Lines that told of a call, of one call as often as they did. */
  readonly callLines: number;
  readonly turns: readonly UsageTurn[];
  /** The last of each session. */
  readonly costs: readonly SessionCost[];
  /** Lines that gave no record although they might have, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
}
