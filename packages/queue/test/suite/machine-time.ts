import type { FakeClock } from '@ccx/testkit';
import type { Opened } from './subject.ts';

/** The three times of a machine, as a queue in a file reads them. */
export interface MachineTime {
  wall(): number;
  monotonic(): number;
  readonly boot: string;
}

/** A machine whose time a test moves, and whose clock it sets wrong. */
export function machineTime(clock: FakeClock): {
  readonly time: MachineTime;
  readonly machine: NonNullable<Opened['machine']>;
} {
  const passed = (): number => Date.parse(clock.now());
  let [offMs, bootedAt, boots] = [0, passed() - 3_600_000, 1];
  return {
    time: {
      wall: () => passed() + offMs,
      monotonic: () => passed() - bootedAt,
      get boot() {
        return `boot-${boots}`;
      },
    },
    machine: {
      setClock: (byMs) => void (offMs += byMs),
      reboot: () => {
        bootedAt = passed();
        boots += 1;
      },
    },
  };
}
