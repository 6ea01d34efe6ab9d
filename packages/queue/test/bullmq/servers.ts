import { withPostgres } from './postgres-server.ts';
import { withRedis } from './redis-server.ts';
import type { TestServer, WithServer } from './with-server.ts';

/** Whatever a queue on BullMQ may lie on. */
export const SERVERS: readonly (readonly [name: string, withServer: WithServer<TestServer>])[] = [
  ['Redis', withRedis],
  ['PostgreSQL', withPostgres],
];
