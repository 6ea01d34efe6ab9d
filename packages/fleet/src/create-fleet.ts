import type { Account, Clock, FleetEnricher, RunRecord } from '@ccx/contracts';
import { enrich } from './enrich.ts';
import { lookAtProcesses } from './processes/look.ts';
import { fleetRoots, rootsInUse } from './roots.ts';
import { scanFleet, type FleetScan } from './scan-fleet.ts';
import { systemClock } from './system-clock.ts';

export interface FleetOptions {
  /** Whose config dirs are looked into; asked for each scan. Config dirs on which an agent runs are added. */
  readonly accounts: () => readonly Account[] | Promise<readonly Account[]>;
  /** Where the vendors' default places lie. */
  readonly home: string;
  /** The runs of ccx under way. @default none */
  readonly runs?: () => Promise<readonly RunRecord[]>;
  /** What other packages know of the members. @default none */
  readonly enrichers?: readonly FleetEnricher[];
  /** @default the system's clock */
  readonly clock?: Clock;
}

/** The agents of this machine, and what can be done with them. */
export interface Fleet {
  /** One scan with panes and all columns. */
  list(): Promise<FleetScan>;
}

/**
 * @example
 * const fleet = createFleet({ accounts: () => profiles.list(), home: homedir() });
 * const { members } = await fleet.list();
 */
export function createFleet({
  accounts,
  home,
  runs = async () => [],
  enrichers = [],
  clock = systemClock,
}: FleetOptions): Fleet {
  return {
    async list() {
      const [proc, known, underWay] = await Promise.all([lookAtProcesses(), accounts(), runs()]);
      const roots = fleetRoots(known, { home });
      const scan = scanFleet({ roots: [...roots, ...rootsInUse(proc, roots)], proc, clock, runs: underWay });
      return { ...scan, members: await enrich(scan.members, enrichers) };
    },
  };
}
