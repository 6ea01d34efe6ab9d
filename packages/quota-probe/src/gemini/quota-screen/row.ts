/** What the screen says of the quota of a model, a family of models, or all that Auto chooses from. */
export interface QuotaRow {
  /** As the screen writes it, e.g. `Flash Lite`. */
  readonly name: string;
  readonly usedPercent: number;
  /** The words of the reset, with the brackets around them; `null` where there are none. */
  readonly reset: string | null;
}

/** What is used, where the screen says what is left: one digit behind the point, as it writes it. */
export function usedOfLeft(left: number): number {
  return Math.round((100 - left) * 10) / 10;
}
