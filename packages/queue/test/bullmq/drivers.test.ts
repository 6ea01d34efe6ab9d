import { expect, test } from 'vitest';
import { loadDrivers } from '../../src/bullmq/drivers.ts';

test.for([
  ['bullmq', 'ioredis', 'npm install -g bullmq ioredis'],
  ['ioredis', 'ioredis', 'npm install -g bullmq ioredis'],
  ['bullmq', 'pg', 'npm install -g bullmq pg'],
  ['pg', 'pg', 'npm install -g bullmq pg'],
] as const)('without %s, a queue that is reached by %s says: %s', async ([missing, driver, hint]) => {
  const unless = <T>(name: string, found: Promise<T>): Promise<T> =>
    name === missing ? Promise.reject(new Error(`Cannot find package '${name}'`)) : found;
  const load = {
    bullmq: () => unless('bullmq', import('bullmq')),
    ioredis: () => unless('ioredis', import('ioredis')),
    pg: () => unless('pg', import('pg')),
  };
  await expect(loadDrivers(driver, load)).rejects.toMatchObject({
    code: 'invalid_config',
    message: expect.stringContaining(`"${missing}"`),
    hint,
  });
});
