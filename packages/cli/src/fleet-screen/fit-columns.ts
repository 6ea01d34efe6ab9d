/** What a column wants and what it can bear. */
export interface Fitted {
  readonly wanted: number;
  readonly narrowest: number;
  /** Where columns must go, the one with the lowest number goes first; `null` stays. */
  readonly dropped: number | null;
}

/**
 * How wide each column is drawn, `null` for one that is not, so that all with `gap` cells between them take at most
 * `room`. Columns go until the rest fit at their narrowest; then the widest are cut first.
 */
export function fitColumns(columns: readonly Fitted[], room: number, gap: number): readonly (number | null)[] {
  const least = ({ wanted, narrowest }: Fitted): number => Math.min(wanted, narrowest);
  let kept = columns.filter(({ wanted }) => wanted > 0);
  const sum = (width: (one: Fitted) => number): number =>
    kept.reduce((total, one) => total + width(one), Math.max(0, kept.length - 1) * gap);
  for (;;) {
    if (sum(least) <= room) break;
    const [first] = kept
      .filter(({ dropped }) => dropped !== null)
      .toSorted((a, b) => (a.dropped ?? 0) - (b.dropped ?? 0));
    if (first === undefined) break;
    kept = kept.filter((one) => one !== first);
  }
  const widths = new Map(kept.map((one) => [one, one.wanted]));
  for (let over = sum(({ wanted }) => wanted) - room; over > 0; over -= 1) {
    const cuttable = kept.filter((one) => (widths.get(one) ?? 0) > least(one));
    const widest = cuttable.toSorted((a, b) => (widths.get(b) ?? 0) - (widths.get(a) ?? 0))[0];
    if (widest === undefined) break;
    widths.set(widest, (widths.get(widest) ?? 0) - 1);
  }
  return columns.map((one) => widths.get(one) ?? null);
}
