import { CcxError } from '@ccx/contracts';
import type * as bullmq from 'bullmq';
import type * as ioredis from 'ioredis';

/** The two packages that a queue on a Redis server needs; whoever has none installs none. */
export interface Drivers {
  readonly bullmq: typeof bullmq;
  readonly ioredis: typeof ioredis;
}

/** @throws {CcxError} `invalid_config` with what to install where one of them is missing */
export async function loadDrivers(load: (name: string) => Promise<unknown> = loadPackage): Promise<Drivers> {
  const found = { bullmq: await find('bullmq', load), ioredis: await find('ioredis', load) };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a package has the types that it declares
  return found as Drivers;
}

async function find(name: string, load: (name: string) => Promise<unknown>): Promise<unknown> {
  try {
    return await load(name);
  } catch (cause) {
    throw new CcxError('invalid_config', `A queue on Redis needs the package "${name}", which is not installed.`, {
      hint: 'npm install -g bullmq ioredis',
      cause,
    });
  }
}

async function loadPackage(name: string): Promise<unknown> {
  return name === 'bullmq' ? import('bullmq') : import('ioredis');
}
