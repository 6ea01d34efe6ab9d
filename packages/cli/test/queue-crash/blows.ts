/** What happens to a worker. */
export type Blow = 'kill' | 'power-cut' | 'freeze' | 'suspend';

export interface Blows {
  /** Workers that are killed alone; their agents are left to whoever ends them. */
  readonly kills: number;
  /** Workers that are killed with everything that came of them. */
  readonly powerCuts: number;
  /** Workers that are stopped for longer than a lease, every other one with all that came of it, and then go on. */
  readonly freezes: number;
}

/** In any order. */
export function blows({ kills, powerCuts, freezes }: Blows): readonly Blow[] {
  const repeat = (blow: Blow, count: number): readonly Blow[] => Array.from({ length: count }, () => blow);
  const all = [
    ...repeat('kill', kills),
    ...repeat('power-cut', powerCuts),
    ...repeat('freeze', Math.ceil(freezes / 2)),
    ...repeat('suspend', Math.floor(freezes / 2)),
  ];
  return all
    .map((blow) => ({ blow, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ blow }) => blow);
}
