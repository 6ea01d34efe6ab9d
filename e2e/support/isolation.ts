import { networkInterfaces } from 'node:os';

/** Whether this process has no way out of the machine: a network namespace with loopback only. */
export function isIsolated(): boolean {
  return Object.values(networkInterfaces()).every((addresses) => addresses?.every(({ internal }) => internal) ?? true);
}
