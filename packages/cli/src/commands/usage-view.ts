/** Something that `ccx usage` shows, made anew from what is kept whenever it is asked for. */
export interface UsageView {
  /** For `--json`. */
  json(): object;
  /** For `--csv`; absent where it is no table. */
  csv?(): string;
  /** For people. What draws tables is loaded for them alone. */
  lines(): readonly string[] | Promise<readonly string[]>;
}
