import { CcxError } from '@ccx/contracts';
import type * as bullmq from 'bullmq';
import type * as ioredis from 'ioredis';

/** The two packages that a queue on a Redis server needs; whoever has none installs none. */
export interface Drivers {
  readonly bullmq: typeof bullmq;
  readonly ioredis: typeof ioredis;
}

/** How each of them is loaded. */
export type LoadDrivers = { readonly [Name in keyof Drivers]: () => Promise<Drivers[Name]> };

const FROM_NPM: LoadDrivers = { bullmq: () => import('bullmq'), ioredis: () => import('ioredis') };

/** @throws {CcxError} `invalid_config` with what to install where one of them is missing */
export async function loadDrivers(load: LoadDrivers = FROM_NPM): Promise<Drivers> {
  return { bullmq: await find('bullmq', load.bullmq), ioredis: await find('ioredis', load.ioredis) };
}

async function find<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new CcxError('invalid_config', `A queue on Redis needs the package "${name}", which is not installed.`, {
      hint: 'npm install -g bullmq ioredis',
      cause,
    });
  }
}
