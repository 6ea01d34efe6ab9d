import { CcxError } from '@ccx/contracts';
import type * as bullmq from 'bullmq';
import type * as ioredis from 'ioredis';
import type * as pg from 'pg';

/** The packages that a queue on a server needs; whoever has none installs none. */
export interface Drivers {
  readonly bullmq: typeof bullmq;
  readonly ioredis: typeof ioredis;
  readonly pg: typeof pg;
}

/** BullMQ, and what it reaches a server of a kind with. */
export interface DriversFor<Name extends 'ioredis' | 'pg'> extends Pick<Drivers, 'bullmq'> {
  readonly driver: Drivers[Name];
}

/** How each of them is loaded. */
export type LoadDrivers = { readonly [Name in keyof Drivers]: () => Promise<Drivers[Name]> };

const FROM_NPM: LoadDrivers = {
  bullmq: () => import('bullmq'),
  ioredis: () => import('ioredis'),
  pg: () => import('pg'),
};

/** @throws {CcxError} `invalid_config` with what to install where one of them is missing */
export async function loadDrivers<Name extends 'ioredis' | 'pg'>(
  driver: Name,
  load: LoadDrivers = FROM_NPM,
): Promise<DriversFor<Name>> {
  return {
    bullmq: await find('bullmq', driver, load.bullmq),
    driver: await find(driver, driver, load[driver]),
  };
}

const SERVERS = { ioredis: 'Redis', pg: 'PostgreSQL' } as const;

async function find<T>(name: string, driver: keyof typeof SERVERS, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const message = `A queue on ${SERVERS[driver]} needs the package "${name}", which is not installed.`;
    throw new CcxError('invalid_config', message, { hint: `npm install -g bullmq ${driver}`, cause });
  }
}
