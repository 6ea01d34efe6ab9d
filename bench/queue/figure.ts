export interface Figure {
  readonly said: string;
  /** Whether the reach was kept; `null`: there is none. */
  readonly within: boolean | null;
}
